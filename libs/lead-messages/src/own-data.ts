import { never } from '@tasuki/domain';
import { type LeadEvent, type LeadEventOf } from '@tasuki/lead';
import { type StageChange } from './define-message';
import { type OwnData } from './lead-messages';

type AnyOwnData = { [T in LeadEvent['type']]: OwnData<T> }[LeadEvent['type']];

/**
 * What of an event is published: every field by name, none by accident. Sealed text (names,
 * addresses, notes) and identity hashes stay inside; of personal fields that changed the name is told.
 * @param stage what the event makes of the lead's stage
 */
export function ownDataOf(event: LeadEvent, stage: StageChange): AnyOwnData {
  switch (event.type) {
    case 'LeadCaptured':
      return captured(event.data, stage);
    case 'LeadProfileChanged':
      return profileChanged(event.data);
    case 'LeadConsentChanged': {
      const { purpose, given, basis, source } = event.data;
      return { purpose, given, ...said({ basis, source }) };
    }
    case 'LeadActivityRecorded': {
      const { activityType, asset, source } = event.data;
      return { activityType, ...said({ asset, source }) };
    }
    case 'LeadActivityRetracted':
      return { activityId: event.data.eventId, reason: event.data.reason };
    case 'LeadScored': {
      const { fact, behaviour, attribute, total, asOf, definition } = event.data;
      return { fact, behaviour, attribute, total, asOf, definition };
    }
    case 'LeadMarketingQualified': {
      const { cycle, score, threshold, definition, by, reason } = event.data;
      return { stage, cycle, score, threshold, definition, by, ...said({ reason }) };
    }
    case 'LeadAssigned':
      return assigned(event.data);
    case 'LeadPutBack': {
      const { assignee, department, reason } = event.data;
      return { assignee, department, reason };
    }
    case 'LeadContacted': {
      const { cycle, attempt, channel, outcome, firstContact, definition } = event.data;
      const moved = firstContact ? { stage } : {};
      return { ...moved, cycle, attempt, channel, outcome, ...said({ definition }) };
    }
    case 'BantAssessed': {
      const { cycle, budget, authority, need, timing } = event.data;
      return {
        cycle,
        budget: budget.verdict,
        authority: authority.verdict,
        need: need.verdict,
        timing: timing.verdict,
      };
    }
    case 'LeadSalesQualified': {
      const { cycle, definition, assessment, override } = event.data;
      const overrideReason = override?.reason;
      return { stage, cycle, assessmentId: assessment, ...said({ definition, overrideReason }) };
    }
    case 'LeadAcceptedBySales': {
      const { cycle, definition, owner } = event.data;
      return { stage, cycle, ...said({ definition, owner }) };
    }
    case 'LeadReturnedBySales':
    case 'LeadDisqualified':
    case 'DealOutcomeCorrected': {
      const { cycle, definition, reason } = event.data;
      return { stage, cycle, reason, ...said({ definition }) };
    }
    case 'LeadRecycled':
    case 'LeadReopened': {
      const { cycle, reason } = event.data;
      return { stage, cycle, reason };
    }
    case 'DealWon': {
      const { cycle, definition, value, closedOn, product } = event.data;
      return { stage, cycle, ...said({ definition, value, closedOn, product }) };
    }
    case 'DealLost': {
      const { cycle, definition, reason, closedOn, product, competitor } = event.data;
      return { stage, cycle, reason, ...said({ definition, closedOn, product, competitor }) };
    }
    case 'CustomerValueRecorded': {
      const { cycle, asOf, lifetimeValue, churnedOn } = event.data;
      return { cycle, asOf, ...said({ lifetimeValue, churnedOn }) };
    }
    case 'SalesFeedbackGiven':
      return { rating: event.data.rating };
    case 'SlaStarted': {
      const { startedBy, warnAt, dueAt, definition, calendar } = event.data;
      return { ...nameOf(event.data), startedBy, warnAt, dueAt, definition, calendar };
    }
    case 'SlaWarned': {
      const { warnAt, dueAt, notify } = event.data;
      return { ...nameOf(event.data), warnAt, dueAt, notify };
    }
    case 'SlaBreached': {
      const { dueAt, notify } = event.data;
      return { ...nameOf(event.data), dueAt, notify };
    }
    case 'SlaMet': {
      const { metBy, late, elapsed } = event.data;
      return { ...nameOf(event.data), metBy, late, elapsed };
    }
    case 'SlaPaused': {
      const { until, reason } = event.data;
      return { ...nameOf(event.data), until, reason };
    }
    case 'SlaResumed': {
      const { by, resumedAt, warnAt, dueAt } = event.data;
      return { ...nameOf(event.data), by, resumedAt, warnAt, dueAt };
    }
    case 'SlaReplanned': {
      const { by, warnAt, dueAt, definition, calendar, reason } = event.data;
      return { ...nameOf(event.data), by, warnAt, dueAt, definition, calendar, reason };
    }
    case 'SlaCancelled': {
      const { cause, elapsed } = event.data;
      return { ...nameOf(event.data), cause, elapsed };
    }
    default:
      return never(event);
  }
}

function captured(data: LeadEventOf<'LeadCaptured'>['data'], stage: StageChange) {
  const { source, person = {}, company, consents, identityConflict } = data;
  const { channel, campaign, form, external } = source;
  return {
    stage,
    source: said({ channel, campaign, form, external }),
    personFields: fieldsOf(person),
    consents: consents.map(({ purpose, given }) => ({ purpose, given })),
    ...said({ company: company && companyOf(company), identityConflict }),
  };
}

function profileChanged(data: LeadEventOf<'LeadProfileChanged'>['data']) {
  const { from, person = {}, company, external, identityConflict } = data;
  return {
    from,
    personFields: fieldsOf(person),
    ...said({ company: company && companyOf(company), external, identityConflict }),
  };
}

function assigned({ assignee, department, by, reason }: LeadEventOf<'LeadAssigned'>['data']) {
  const how =
    by.kind === 'rule'
      ? { kind: by.kind, rule: by.rule, handoff: by.handoff }
      : ({ kind: by.kind } as const);
  return { assignee, department, by: how, ...said({ reason }) };
}

const personFields = ['name', 'email', 'phone', 'role', 'seniority'] as const;

function fieldsOf(person: object) {
  return personFields.filter((field) => field in person);
}

function companyOf<N, I, E, R>(company: { name?: N; industry?: I; employees?: E; region?: R }) {
  const { name, industry, employees, region } = company;
  return said({ name, industry, employees, region });
}

function nameOf<S>({ slaId, sla, cycle }: { slaId: string; sla: S; cycle: number }) {
  return { slaId, sla, cycle };
}

type Said<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what was not said. */
function said<T extends object>(fields: T): Said<T> {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as Said<T>;
}
