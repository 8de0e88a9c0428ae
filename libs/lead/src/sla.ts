import { type CalendarRef } from '@tasuki/calendar';
import { type SlaPolicyId } from '@tasuki/definition';
import { type DefinitionRef, never } from '@tasuki/domain';
import { type RecordedLeadEvent } from './lead.events';
import { slaEvents } from './sla.events';
import { type Deadline, type Elapsed, type SlaTerms, type SlaTimer } from './sla.values';

/** One deadline of a lead, running or ended. Instants are UTC to the millisecond. */
export interface Sla extends Deadline {
  readonly id: string;
  readonly policy: SlaPolicyId;
  readonly cycle: number;
  readonly startedAt: string;
  readonly startedBy: string;
  readonly terms: SlaTerms;
  readonly definition: DefinitionRef;
  readonly calendar: CalendarRef;
  /** The deadline lies where the calendar does not know its holidays. */
  readonly beyondHorizon: boolean;
  readonly warned: boolean;
  readonly breached: boolean;
  /** The one that lasts, with when it ends by itself. */
  readonly pause: Pause | null;
  /** Those that have ended. */
  readonly pauses: readonly Pause[];
  readonly ended: {
    readonly how: 'met' | 'cancelled';
    readonly at: string;
    readonly elapsed: Elapsed;
  } | null;
}

/** How a deadline stands, each in exactly one way; a paused one is running. */
export const slaStates = [
  'running',
  'met',
  'breached',
  'breached_met_late',
  'breached_cancelled',
  'cancelled',
] as const;
export type SlaState = (typeof slaStates)[number];

export function slaState({ breached, ended }: Pick<Sla, 'breached' | 'ended'>): SlaState {
  if (ended === null) return breached ? 'breached' : 'running';
  if (ended.how === 'met') return breached ? 'breached_met_late' : 'met';
  return breached ? 'breached_cancelled' : 'cancelled';
}

export interface Pause {
  readonly since: string;
  readonly until: string;
}

export type SlaEvent = Extract<RecordedLeadEvent, { type: keyof typeof slaEvents }>;

export function isSlaEvent<E extends { readonly type: string }>(
  event: E,
): event is Extract<E, { type: keyof typeof slaEvents }> {
  return event.type in slaEvents;
}

/** The deadlines of a lead after one more event; those of former cycles stay. */
export function evolveSlas(slas: readonly Sla[], event: SlaEvent): readonly Sla[] {
  if (event.type === 'SlaStarted') return [...slas, started(event)];
  return slas.map((sla) => (sla.id === event.data.slaId ? evolve(sla, event) : sla));
}

/** The one that has not ended: a lead has at most one, that of its stage. */
export function openSla(slas: readonly Sla[]): Sla | undefined {
  return slas.findLast(({ ended }) => ended === null);
}

function started({ data, recordedAt }: Extract<SlaEvent, { type: 'SlaStarted' }>): Sla {
  const { slaId, sla, ...rest } = data;
  const fresh = { warned: false, breached: false, pause: null, pauses: [], ended: null };
  const beyondHorizon = data.beyondHorizon ?? false;
  return { ...fresh, ...rest, beyondHorizon, id: slaId, policy: sla, startedAt: recordedAt };
}

function evolve(sla: Sla, event: Exclude<SlaEvent, { type: 'SlaStarted' }>): Sla {
  switch (event.type) {
    case 'SlaWarned':
      return { ...sla, warned: true };
    case 'SlaBreached':
      return { ...sla, breached: true };
    case 'SlaMet':
      return { ...sla, ended: ended('met', event) };
    case 'SlaCancelled':
      return { ...sla, ended: ended('cancelled', event) };
    case 'SlaPaused':
      return { ...sla, pause: { since: event.recordedAt, until: event.data.until } };
    case 'SlaResumed': {
      const { resumedAt, warnAt, dueAt, beyondHorizon = false } = event.data;
      const pauses = sla.pause ? [...sla.pauses, { ...sla.pause, until: resumedAt }] : sla.pauses;
      return { ...sla, warnAt, dueAt, beyondHorizon, pause: null, pauses };
    }
    case 'SlaReplanned': {
      const { warnAt, dueAt, terms, definition, calendar, beyondHorizon = false } = event.data;
      return { ...sla, warnAt, dueAt, terms, definition, calendar, beyondHorizon };
    }
    default:
      return never(event);
  }
}

function ended(
  how: 'met' | 'cancelled',
  { data, recordedAt }: Extract<SlaEvent, { type: 'SlaMet' | 'SlaCancelled' }>,
): Sla['ended'] {
  return { how, at: recordedAt, elapsed: data.elapsed };
}

/** What must happen next to a deadline if nobody does anything; `null` when nothing does. */
export function nextTimer(sla: Sla): { readonly timer: SlaTimer; readonly at: string } | null {
  if (sla.ended !== null || sla.breached) return null;
  if (sla.pause !== null) return { timer: 'pause_end', at: sla.pause.until };
  if (!sla.warned && sla.warnAt < sla.dueAt) return { timer: 'warning', at: sla.warnAt };
  return { timer: 'breach', at: sla.dueAt };
}
