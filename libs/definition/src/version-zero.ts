import { frozen } from '@tasuki/domain';
import { type Definition, type DefinitionContent } from './definition';
import { type DefinitionContent1, fromFormat1 } from './format-1';

const every = { kind: 'every' } as const;
const none = { kind: 'none' } as const;

/**
 * The content that held until somebody signed another, in the first release. Shipped content is never
 * edited: a later default is another constant, put before it in {@link shipped}, so that an old
 * `{0, hash}` can always be explained. The spec holds the hashes.
 */
const content1: DefinitionContent1 = {
  format: 1,
  icp: {
    industries: [],
    employees: null,
    decisionMakers: ['owner', 'c_level', 'vp', 'director'],
    regions: [],
  },
  scoring: {
    behaviour: 'cycle',
    behaviourRules: [
      {
        id: 'document_downloaded',
        activityType: 'document_downloaded',
        points: 10,
        frequency: every,
        decay: none,
        group: null,
      },
      {
        id: 'seminar_attended',
        activityType: 'seminar_attended',
        points: 15,
        frequency: every,
        decay: none,
        group: null,
      },
      {
        id: 'pricing_page_viewed',
        activityType: 'pricing_page_viewed',
        points: 5,
        frequency: every,
        decay: none,
        group: null,
      },
      {
        id: 'inquiry_submitted',
        activityType: 'inquiry_submitted',
        points: 20,
        frequency: every,
        decay: none,
        group: null,
      },
    ],
    attributeRules: [
      {
        id: 'icp_industry',
        test: { kind: 'in_icp', attribute: 'industry' },
        points: 10,
        group: null,
      },
      {
        id: 'decision_maker',
        test: { kind: 'in_icp', attribute: 'seniority' },
        points: 15,
        group: null,
      },
      {
        id: 'icp_employees',
        test: { kind: 'in_icp', attribute: 'employees' },
        points: 10,
        group: null,
      },
    ],
    groupCaps: [],
    totalCap: null,
  },
  threshold: 50,
  sql: { all: ['need', 'timing'], any: ['budget', 'authority'] },
  slas: {
    calendar: 'default',
    policies: {
      firstContact: {
        amount: 24,
        unit: 'hours',
        warnAt: 0.5,
        longestPause: null,
        mustBeConnected: false,
      },
      sqlDecision: {
        amount: 3,
        unit: 'business_days',
        warnAt: 0.5,
        longestPause: 10,
      },
      salesAcceptance: {
        amount: 2,
        unit: 'business_days',
        warnAt: 0.5,
        longestPause: null,
      },
    },
  },
  handoffs: {
    marketingToInsideSales: 'A lead whose score reaches the threshold goes to inside sales.',
    insideSalesToSales: 'A lead that meets the SQL criteria goes to sales.',
  },
  feedback: { reasonRequired: ['returned', 'lost'] },
  kpis: { mqlToSqlRate: null, winRate: null, valuePerWonDeal: null, churnRate: null },
  review: {
    rhythm: 'quarterly',
    participants: ['marketing', 'inside_sales', 'sales'],
    reviseOn: ['market_change', 'product_change'],
  },
};

/** The same, and says who is told when a deadline comes near or has passed. */
const content2: DefinitionContent = fromFormat1(content1);

/** What was ever shipped, as it is hashed, the newest first. */
export const shipped = [
  {
    hash: '33de81768cd64e76d8c08af7a583b71dce52cf6ac9b58a2efcd1b6625305cce7',
    content: content2,
  },
  {
    hash: '6eeccab33a25a59d6432be14f6ec195faef8c4cb20e0f2a865381405257c754e',
    content: content1,
  },
] as const;

/** Every built-in definition ever shipped, the newest first. All are version 0; the hash tells them apart. */
export const builtInDefinitions: readonly Definition[] = frozen(
  shipped.map(({ hash, content }) => ({
    version: 0,
    hash,
    content: content.format === 1 ? fromFormat1(content) : content,
    provisional: true,
  })),
);

export const versionZero: Definition = builtInDefinitions[0]!;

export function builtInDefinition(hash: string): Definition | undefined {
  return builtInDefinitions.find((definition) => definition.hash === hash);
}
