import { never } from '@tasuki/domain';
import { isSlaEvent, type Stage } from '@tasuki/lead';
import { type Pool } from 'pg';
import { equals, type Filter, inUtc, type KeysetPage, keysetPage } from './keyset-page';
import { leadFilter, leadIdIn, type LeadEventInLog } from './lead-event';
import { blankSummary, type LeadSummary, summarised } from './lead-summary';
import { type Projection, tableOf } from './projection';

/** One line in the list of all leads. */
export interface DirectoryEntry extends LeadSummary {
  readonly stage: Stage;
  /** In business time. */
  readonly capturedAt: string;
  /** Who works the deal, once sales has accepted it. */
  readonly owner: string | null;
}

/** Rows that have a value in a column, newest first. */
const filtered = ['channel', 'assignee', 'owner'] as const;

export const leadDirectory: Projection<DirectoryEntry> = {
  name: 'lead_directory',
  version: 1,
  filter: leadFilter,
  key: leadIdIn,
  documents: 'per_stream',
  columns: {
    captured: { type: 'timestamptz not null', value: ({ capturedAt }) => inUtc(capturedAt) },
    stage: { type: 'text not null collate "C"', value: ({ stage }) => stage },
    channel: { type: 'text collate "C"', value: ({ channel }) => channel },
    assignee: { type: 'text collate "C"', value: ({ assignee }) => assignee },
    owner: { type: 'text collate "C"', value: ({ owner }) => owner },
    company: { type: 'text collate "C"', value: ({ company }) => company && searchable(company) },
  },
  indexes: (table) => [
    `create index if not exists ${table}_by_captured on ${table} (captured, key)`,
    `create index if not exists ${table}_by_stage on ${table} (stage, captured, key)`,
    ...filtered.map(
      (column) =>
        `create index if not exists ${table}_by_${column} on ${table} (${column}, captured, key)
         where ${column} is not null`,
    ),
    `create index if not exists ${table}_by_company on ${table} (company, key)
     where company is not null`,
  ],
  evolve(entry, recorded) {
    const event = recorded as LeadEventInLog;
    return evolve(summarised(entry ?? blank(event), event), event);
  },
};

export interface DirectoryQuery {
  readonly limit: number;
  readonly cursor?: string;
  /** Known by e-mail or external id: the log's identity streams name its lead. */
  readonly leadId?: string;
  readonly stage?: Stage;
  readonly owner?: string;
  readonly assignee?: string;
  /** How the company's name begins, in any case and width. */
  readonly company?: string;
  readonly channel?: string;
}

const newestFirst = {
  name: 'directory:captured',
  table: tableOf(leadDirectory),
  order: { captured: 'instant', key: 'text' },
  descending: true,
} as const;
const byCompany = {
  name: 'directory:company',
  table: tableOf(leadDirectory),
  order: { company: 'text', key: 'text' },
} as const;

/**
 * A page of all leads that match every filter. The latest captured come first: a lead never changes
 * its place, so that paging shows each exactly once while the leads go on living; asked by company,
 * they come in the order of the companies' names, which is the order of the index that finds them.
 *
 * One filter, or none, costs what the page shows. With several the database walks the index of the
 * one that its statistics call rarest and leaves out what the others do not match: at worst that is
 * every lead of the rarest filter, when few of them match the others too.
 * @throws Refusal `invalid_cursor`
 */
export function leadDirectoryPage(
  pool: Pool,
  { limit, cursor, leadId, stage, owner, assignee, company, channel }: DirectoryQuery,
): Promise<KeysetPage<DirectoryEntry>> {
  const filters: readonly Filter[] = [
    equals('key', leadId),
    equals('stage', stage),
    equals('owner', owner),
    equals('assignee', assignee),
    equals('channel', channel),
    {
      sql: (parameter) => `starts_with(company, ${parameter})`,
      value: company && searchable(company),
    },
  ];
  return keysetPage(pool, company === undefined ? newestFirst : byCompany, {
    filters,
    limit,
    cursor,
  });
}

const searchedCharacters = 200;

/** Width and case are no difference (NFKC), nor is what comes after so many characters: one of them may be 18 after NFKC, and an index entry has an end. */
function searchable(company: string): string {
  const normalised = company.normalize('NFKC').toLowerCase();
  return Array.from(normalised).slice(0, searchedCharacters).join('');
}

function evolve(entry: DirectoryEntry, event: LeadEventInLog): DirectoryEntry {
  if (isSlaEvent(event)) return entry;
  switch (event.type) {
    case 'LeadCaptured':
      return { ...entry, capturedAt: event.data.occurredAt };
    case 'LeadMarketingQualified':
      return { ...entry, stage: 'mql' };
    case 'LeadContacted':
      return event.data.firstContact ? { ...entry, stage: 'contacted' } : entry;
    case 'LeadSalesQualified':
      return { ...entry, stage: 'sql' };
    case 'LeadAcceptedBySales':
      return { ...entry, stage: 'accepted', owner: event.data.owner ?? entry.owner };
    case 'LeadReturnedBySales':
      return { ...entry, stage: 'contacted' };
    case 'LeadDisqualified':
      return { ...entry, stage: 'disqualified' };
    case 'LeadRecycled':
    case 'LeadReopened':
      return { ...entry, stage: 'nurturing', owner: null };
    case 'DealWon':
      return { ...entry, stage: 'won' };
    case 'DealLost':
      return { ...entry, stage: 'lost' };
    case 'DealOutcomeCorrected':
      return { ...entry, stage: 'accepted' };
    case 'LeadProfileChanged':
    case 'LeadConsentChanged':
    case 'LeadActivityRecorded':
    case 'LeadActivityRetracted':
    case 'LeadScored':
    case 'LeadAssigned':
    case 'LeadPutBack':
    case 'BantAssessed':
    case 'CustomerValueRecorded':
    case 'SalesFeedbackGiven':
      return entry;
    default:
      return never(event);
  }
}

function blank(event: LeadEventInLog): DirectoryEntry {
  const { recordedAt } = event;
  return {
    ...blankSummary(leadIdIn(event)),
    stage: 'nurturing',
    capturedAt: recordedAt,
    owner: null,
  };
}
