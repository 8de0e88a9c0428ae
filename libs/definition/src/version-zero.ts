import { frozen } from '@tasuki/domain';
import { type Definition, type DefinitionContent } from './definition';

const every = { kind: 'every' } as const;
const none = { kind: 'none' } as const;

/**
 * The content that holds until somebody signs another. Shipped content is never edited: a later
 * default is another constant, put before this one in {@link builtInDefinitions}, so that an old
 * `{0, hash}` can always be explained. The spec holds the hash.
 */
const content2026: DefinitionContent = {
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

export const versionZero: Definition = frozen({
  version: 0,
  hash: '6eeccab33a25a59d6432be14f6ec195faef8c4cb20e0f2a865381405257c754e',
  content: content2026,
  provisional: true,
});

/** Every built-in definition ever shipped, the newest first. All are version 0; the hash tells them apart. */
export const builtInDefinitions: readonly Definition[] = frozen([versionZero]);

export function builtInDefinition(hash: string): Definition | undefined {
  return builtInDefinitions.find((definition) => definition.hash === hash);
}
