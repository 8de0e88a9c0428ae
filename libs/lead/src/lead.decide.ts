import { type Calendars } from '@tasuki/calendar';
import { type Definitions, type SlaPolicyId } from '@tasuki/definition';
import { never, refuse } from '@tasuki/domain';
import { assertMatches, type IfMatch } from './etag';
import { evolve, type Lead } from './lead';
import { type LeadCommand } from './lead.commands';
import { type LeadEvent } from './lead.events';
import { capture, changeConsent, changeProfile } from './decide-profile';
import { recordActivity, recordScore, retractActivity } from './decide-facts';
import {
  acceptLead,
  assessBant,
  assign,
  assignByRule,
  claim,
  promote,
  putBack,
  qualify,
  recordContact,
  recycleOrReopen,
  returnOrDisqualify,
} from './decide-handoff';
import { correctOutcome, loseDeal, winDeal } from './decide-deal';
import { assertNotLive, importHistory, imports } from './decide-import';
import { decideSla } from './decide-sla';
import { lettingGo } from './handoffs';
import { dueBy } from './sla-due';
import { slaEventsOf } from './sla-steps';
import { assertAllowed, type Stage } from './stages';

/** What varies and is not in the lead: passed in, so that `decide` stays a function. */
export interface LeadContext {
  /** When Tasuki decides, ISO 8601 in UTC: the `recordedAt` of what is decided. */
  readonly now: string;
  readonly definitions: Definitions;
  readonly calendars: Calendars;
  /** The id that the n-th event decided will have, from 0 on. */
  readonly eventId: (index: number) => string;
  /** The id of the SLA that an event starts: uuidv5 of lead, policy and event. */
  readonly slaId: (policy: SlaPolicyId, startedBy: string) => string;
  /** What the sender knows of the lead; looked at when given. */
  readonly ifMatch?: IfMatch;
}

/** A lead that has been captured. */
export type KnownLead = Lead & { readonly stage: Stage };

/**
 * The events that a command makes of a lead, with what they mean for its deadlines and for whoever has
 * it, after what had become due by now; none when nothing changes.
 * @throws Refusal when the rules do not allow it.
 */
export function decide(
  command: LeadCommand,
  lead: Lead,
  context: LeadContext,
): readonly LeadEvent[] {
  const due = append({ lead, events: [] }, dueBy(lead, context), context);
  const decided = decideCommand(command, due.lead, context);
  return decided.reduce((draft, event) => appendWithConsequences(draft, event, context), due)
    .events;
}

/** What is decided so far, and the lead as it will be. */
interface Draft {
  readonly lead: Lead;
  readonly events: readonly LeadEvent[];
}

function append(before: Draft, events: readonly LeadEvent[], context: LeadContext): Draft {
  return events.reduce(
    (draft, event) => ({
      lead: evolve(draft.lead, {
        ...event,
        id: context.eventId(draft.events.length),
        version: draft.lead.version + 1,
        recordedAt: context.now,
      }),
      events: [...draft.events, event],
    }),
    before,
  );
}

function appendWithConsequences(draft: Draft, event: LeadEvent, context: LeadContext): Draft {
  const after = append(draft, [event], context);
  const eventId = context.eventId(draft.events.length);
  const slaEvents = slaEventsOf(event, eventId, draft.lead, after.lead, context);
  return append(append(after, slaEvents, context), lettingGo(event, draft.lead), context);
}

function decideCommand(
  command: LeadCommand,
  lead: Lead,
  context: LeadContext,
): readonly LeadEvent[] {
  if (imports(command)) assertNotLive(lead);
  if (command.type === 'CaptureLead') return capture(command, lead, context);
  const known = assertKnown(lead);
  assertMatches(context.ifMatch, known);
  assertAllowed(command.type, known.stage);
  switch (command.type) {
    case 'ChangeProfile':
      return changeProfile(command, known, context);
    case 'ChangeConsent':
      return changeConsent(command, known, context);
    case 'RecordActivity':
      return recordActivity(command, context);
    case 'RetractActivity':
      return retractActivity(command, known);
    case 'GiveFeedback': {
      const { type: _, ...data } = command;
      return [{ type: 'SalesFeedbackGiven', data }];
    }
    case 'RecordScore':
      return recordScore(command, known, context);
    case 'AssignLead':
      return assign(command, known);
    case 'AssignByRule':
      return assignByRule(command, known);
    case 'ClaimLead':
      return claim(command, known);
    case 'PutBackLead':
      return putBack(command, known);
    case 'RecordContact':
      return recordContact(command, known, context);
    case 'PromoteLead':
      return promote(command, known, context);
    case 'AssessBant':
      return assessBant(command, known);
    case 'QualifyLead':
      return qualify(command, known, context);
    case 'AcceptLead':
      return acceptLead(command, known, context);
    case 'ReturnLead':
    case 'DisqualifyLead':
      return returnOrDisqualify(command, known, context);
    case 'RecycleLead':
    case 'ReopenLead':
      return recycleOrReopen(command, known);
    case 'WinDeal':
      return winDeal(command, known, context);
    case 'LoseDeal':
      return loseDeal(command, known, context);
    case 'CorrectOutcome':
      return correctOutcome(command, known, context);
    case 'RecordCustomerValue': {
      const { type: _, ...data } = command;
      return [{ type: 'CustomerValueRecorded', data: { cycle: known.cycle.number, ...data } }];
    }
    case 'ImportHistory':
      return importHistory(command, known, context);
    case 'PauseSla':
    case 'ResumeSla':
    case 'ReplanSla':
    case 'RecordSlaTimer':
      return decideSla(command, known, context);
    default:
      return never(command);
  }
}

function assertKnown(lead: Lead): KnownLead {
  if (lead.stage === null) throw refuse('lead_not_found', 'there is no such lead');
  return lead as KnownLead;
}
