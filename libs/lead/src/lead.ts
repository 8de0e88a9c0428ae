import { type DefinitionRef, type Department, never } from '@tasuki/domain';
import { movesEtag } from './etag';
import { type RecordedLeadEvent } from './lead.events';
import { evolveSlas, type Sla } from './sla';
import { type Stage } from './stages';
import { type Assessment, type Company, type Identity, type Person } from './lead.values';

/** The activities of a lead, latest first; a list so that a fold costs one cell per event. */
export interface ActivityList {
  readonly eventId: string;
  readonly earlier: ActivityList | null;
}

/** What `decide` needs to know of a lead. A fold of its stream and nothing else. */
export interface Lead {
  /** `null` until captured. */
  readonly stage: Stage | null;
  readonly version: number;
  /** See {@link movesEtag}. */
  readonly etag: number;
  readonly person: Person;
  readonly company: Company;
  readonly identities: readonly Identity[];
  /** By purpose: the last word on it. */
  readonly consents: Readonly<Record<string, { given: boolean; basis?: string }>>;
  readonly activities: ActivityList | null;
  readonly retracted: ReadonlySet<string>;
  readonly score: {
    readonly fact: number;
    readonly total: number;
    readonly definition: DefinitionRef;
  } | null;
  readonly assignee: { readonly subject: string; readonly department: Department } | null;
  /** In the order in which they began; those of former cycles too. */
  readonly slas: readonly Sla[];
  /** True once anything but an import has happened. */
  readonly live: boolean;
  readonly cycle: Cycle;
}

/** What belongs to one run from capture, recycle or reopen to the next. */
export interface Cycle {
  readonly number: number;
  /** The stream version with which it began. */
  readonly since: number;
  readonly attempts: number;
  readonly qualified: 'no' | 'live' | 'import';
  /** By which version of the definition the cycle is judged from MQL on; an imported one has none at first. */
  readonly definition: DefinitionRef | null;
  readonly assessment: { readonly eventId: string; readonly verdicts: Verdicts } | null;
}

export type Verdicts = { readonly [K in keyof Assessment]: Assessment[K]['verdict'] };

export const initial: Lead = {
  stage: null,
  version: 0,
  etag: 0,
  person: {},
  company: {},
  identities: [],
  consents: {},
  activities: null,
  retracted: new Set(),
  score: null,
  assignee: null,
  slas: [],
  live: false,
  cycle: newCycle(1, 1),
};

export function evolve(lead: Lead, event: RecordedLeadEvent): Lead {
  return {
    ...apply(lead, event),
    version: event.version,
    etag: movesEtag(event) ? event.version : lead.etag,
    live: lead.live || !isImported(event),
  };
}

function apply(lead: Lead, event: RecordedLeadEvent): Lead {
  switch (event.type) {
    case 'LeadCaptured':
      return {
        ...lead,
        stage: 'nurturing',
        person: event.data.person ?? {},
        company: event.data.company ?? {},
        identities: event.data.identities,
        consents: Object.fromEntries(event.data.consents.map((c) => [c.purpose, c])),
        cycle: newCycle(1, event.version),
      };
    case 'LeadProfileChanged':
      return {
        ...lead,
        person: changed(lead.person, event.data.person),
        company: changed(lead.company, event.data.company),
        identities: [
          ...without(lead.identities, event.data.identitiesDropped),
          ...event.data.identitiesSet,
        ],
      };
    case 'LeadConsentChanged':
      return { ...lead, consents: { ...lead.consents, [event.data.purpose]: event.data } };
    case 'LeadActivityRecorded':
      return { ...lead, activities: { eventId: event.id, earlier: lead.activities } };
    case 'LeadActivityRetracted':
      return { ...lead, retracted: new Set([...lead.retracted, event.data.eventId]) };
    case 'LeadScored': {
      const { fact, total, definition } = event.data;
      return { ...lead, score: { fact, total, definition } };
    }
    case 'LeadMarketingQualified': {
      const qualified = event.data.by === 'import' ? 'import' : 'live';
      const cycle = { ...lead.cycle, qualified, definition: event.data.definition } as const;
      return { ...lead, stage: 'mql', cycle };
    }
    case 'LeadAssigned':
      return {
        ...lead,
        assignee: { subject: event.data.assignee, department: event.data.department },
      };
    case 'LeadPutBack':
      return { ...lead, assignee: null };
    case 'LeadContacted': {
      const stage = event.data.firstContact ? 'contacted' : lead.stage;
      const judged = judgedBy(lead, event.data.definition);
      return { ...lead, stage, cycle: { ...judged, attempts: event.data.attempt } };
    }
    case 'BantAssessed': {
      const { budget, authority, need, timing } = event.data;
      const verdicts = {
        budget: budget.verdict,
        authority: authority.verdict,
        need: need.verdict,
        timing: timing.verdict,
      };
      return {
        ...lead,
        cycle: { ...lead.cycle, assessment: { eventId: event.id, verdicts } },
      };
    }
    case 'LeadSalesQualified':
      return { ...lead, stage: 'sql', cycle: judgedBy(lead, event.data.definition) };
    case 'LeadAcceptedBySales':
      return { ...lead, stage: 'accepted', cycle: judgedBy(lead, event.data.definition) };
    case 'LeadReturnedBySales':
      return { ...lead, stage: 'contacted', cycle: judgedBy(lead, event.data.definition) };
    case 'LeadRecycled':
    case 'LeadReopened':
      return { ...lead, stage: 'nurturing', cycle: newCycle(event.data.cycle, event.version) };
    case 'LeadDisqualified':
      return { ...lead, stage: 'disqualified', cycle: judgedBy(lead, event.data.definition) };
    case 'DealWon':
      return { ...lead, stage: 'won', cycle: judgedBy(lead, event.data.definition) };
    case 'DealLost':
      return { ...lead, stage: 'lost', cycle: judgedBy(lead, event.data.definition) };
    case 'DealOutcomeCorrected':
      return { ...lead, stage: 'accepted', cycle: judgedBy(lead, event.data.definition) };
    case 'CustomerValueRecorded':
    case 'SalesFeedbackGiven':
      return lead;
    case 'SlaStarted':
    case 'SlaWarned':
    case 'SlaBreached':
    case 'SlaMet':
    case 'SlaPaused':
    case 'SlaResumed':
    case 'SlaReplanned':
    case 'SlaCancelled':
      return { ...lead, slas: evolveSlas(lead.slas, event) };
    default:
      return never(event);
  }
}

/** Whether an import wrote this event: history, not news. */
export function isImported(event: { readonly data: object }): boolean {
  return 'by' in event.data && event.data.by === 'import';
}

function newCycle(number: number, since: number): Cycle {
  return { number, since, attempts: 0, qualified: 'no', definition: null, assessment: null };
}

function judgedBy(lead: Lead, named: DefinitionRef | undefined): Cycle {
  return { ...lead.cycle, definition: lead.cycle.definition ?? named ?? null };
}

function without(identities: readonly Identity[], dropped: readonly Identity[]): Identity[] {
  return identities.filter((identity) => !dropped.some((d) => d.hash === identity.hash));
}

type Changes<T> = { readonly [K in keyof T]?: T[K] | null };

function changed<T extends object>(before: T, changes: Changes<T> | undefined): T {
  const merged = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null);
  return Object.fromEntries(merged) as T;
}
