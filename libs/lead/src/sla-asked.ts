import { never, Refusal } from '@tasuki/domain';
import { decideSla } from './decide-sla';
import { type Lead } from './lead';
import { type LeadContext } from './lead.decide';
import { type LeadEvent } from './lead.events';
import { type SlaEvent } from './sla';
import { type ProofParts } from './sla-proof';
import { type SlaCommand } from './sla.commands';

/** What is decided again of what an event tells was asked for; else the code of the refusal, or nothing. */
export function decidedFrom(
  event: SlaEvent,
  lead: Lead,
  context: LeadContext,
): LeadEvent | string | undefined {
  const command = askedFor(event);
  if (command === undefined) return undefined;
  try {
    return decideSla(command, lead, context)[0];
  } catch (error) {
    if (!(error instanceof Refusal) || gone.has(error.code)) throw error;
    return error.code;
  }
}

/** Without what an event names nothing can be proved. */
const gone: ReadonlySet<string> = new Set(['unknown_calendar', 'unknown_definition']);

/** By a person, or by the clock; nobody asks for the others. */
function askedFor({ type, data }: SlaEvent): SlaCommand | undefined {
  const { slaId } = data;
  switch (type) {
    case 'SlaPaused':
      return { type: 'PauseSla', slaId, ...whyOf(data) };
    case 'SlaResumed':
      return { type: 'ResumeSla', slaId };
    case 'SlaReplanned': {
      const date = data.by === 'date' && { dueAt: data.dueAt };
      return { type: 'ReplanSla', slaId, ...whyOf(data), ...date };
    }
    case 'SlaWarned':
      return { type: 'RecordSlaTimer', slaId, timer: 'warning' };
    case 'SlaStarted':
    case 'SlaBreached':
    case 'SlaMet':
    case 'SlaCancelled':
      return undefined;
    default:
      return never(type);
  }
}

function whyOf({ reason, note }: { readonly reason: string; readonly note?: string }) {
  return { reason, ...(note !== undefined && { note }) };
}

type Sources = Pick<LeadContext, 'definitions' | 'calendars' | 'slaId'>;

export function contextAt(now: string, { definitions, calendars, slaId }: Sources): LeadContext {
  // Events that are decided again keep the ids that they have.
  return { now, definitions, calendars, slaId, eventId: () => '' };
}

/** With the calendar that was present then, and the definition in force, in the content that is named. */
export function asNamedIn(
  { data }: Extract<SlaEvent, { type: 'SlaStarted' | 'SlaReplanned' }>,
  { definitions, calendars, slaId }: ProofParts,
): Sources {
  return {
    slaId,
    calendars: {
      present: () => calendars.byRef(data.calendar),
      byRef: (ref) => calendars.byRef(ref),
    },
    definitions: {
      inForceAt(instant) {
        const inForce = definitions.inForceAt(instant);
        // Version 0 has had other content in other releases.
        const isNamed = inForce.version === data.definition.version;
        return isNamed ? definitions.byRef(data.definition) : inForce;
      },
      byRef: (ref) => definitions.byRef(ref),
    },
  };
}
