import { builtInCalendarsOnly, type Calendars } from '@tasuki/calendar';
import { builtInOnly, type Definitions, type SlaPolicyId, slaPolicyIds } from '@tasuki/definition';
import { type EventDefinition, Refusal, type RefusalDetails } from '@tasuki/domain';
import { Compile } from 'typebox/compile';
import { evolve, initial, type Lead } from './lead';
import { type LeadCommand } from './lead.commands';
import { decide, type LeadContext } from './lead.decide';
import { type LeadEvent, leadEvents, type RecordedLeadEvent } from './lead.events';
import { isSlaEvent } from './sla';
import { type Stage } from './stages';

/** When the commands of a test are decided, unless it says otherwise; 18:00 in Tokyo. */
export const now = '2026-05-01T09:00:00.000Z';

/** The id of the event at this place in the stream. */
export function idOf(version: number): string {
  return `00000000-0000-4000-8000-${String(version).padStart(12, '0')}`;
}

/** The events as a stream has them: one a minute from midnight UTC on, or all at one instant. */
export function recorded(events: readonly LeadEvent[], from = 1, at?: string): RecordedLeadEvent[] {
  return events.map((event, index) => {
    const version = from + index;
    const recordedAt = at ?? new Date(Date.UTC(2026, 4, 1, 0, version)).toISOString();
    return { ...event, id: idOf(version), version, recordedAt };
  });
}

export function leadOf(...events: readonly LeadEvent[]): Lead {
  return recorded(events).reduce(evolve, initial);
}

const compiled = ({ schema }: EventDefinition) => Compile(schema);
const validators = new Map(
  Object.entries(leadEvents).map(([type, definition]) => [type, compiled(definition)]),
);

/** Fails when an event could not be stored: data that is not of its schema. */
export function assertStorable(event: LeadEvent): void {
  const problems = validators.get(event.type)!.Errors(event.data);
  if (problems.length > 0) {
    const said = problems.map(({ instancePath, message }) => `${instancePath} ${message}`);
    throw new Error(`${event.type} is not of its schema: ${said.join('; ')}`);
  }
}

interface Then {
  /** These events and no others, what they mean for deadlines aside: see the specs of SLAs. */
  then(...events: readonly LeadEvent[]): void;
  /** All that is decided. */
  thenAll(...events: readonly LeadEvent[]): void;
  /** What is decided about deadlines. */
  thenSlas(...events: readonly LeadEvent[]): void;
  /** Looks at all that is decided. */
  thenDecided(look: (events: readonly LeadEvent[]) => void): void;
  thenNothing(): void;
  thenStage(stage: Stage): void;
  thenRefused(code: string, details?: RefusalDetails): void;
}

interface When {
  /** Decides at another time than {@link now}. */
  at(instant: string): When;
  /** Decides by other definitions than the built-in one. */
  under(definitions: Definitions): When;
  /** Decides by other calendars than the built-in one. */
  by(calendars: Calendars): When;
  when(command: LeadCommand): Then;
}

/**
 * `given(captured(), promoted()).when(recordContact()).then(contacted())`: what happened to the
 * lead, the command, what comes of it. A test that forgets its `then` fails.
 */
export function given(...events: readonly LeadEvent[]): When {
  events.forEach(assertStorable);
  return whenFor(events, {});
}

/** What a test's decision on a lead is made with; the built-in definition and calendar at {@link now}. */
export function contextFor(lead: Lead, changes: Partial<LeadContext> = {}): LeadContext {
  return {
    now,
    definitions: builtInOnly,
    calendars: builtInCalendarsOnly,
    eventId: (index) => idOf(lead.version + 1 + index),
    slaId,
    ...changes,
  };
}

/** Of the SLA that this event starts: the same for the same policy and event. */
export function slaId(policy: SlaPolicyId, startedBy: string): string {
  const group = 9000 + slaPolicyIds.indexOf(policy);
  return startedBy.replace('-8000-', `-${group}-`);
}

function whenFor(events: readonly LeadEvent[], changes: Partial<LeadContext>): When {
  return {
    at: (instant) => whenFor(events, { ...changes, now: instant }),
    under: (definitions) => whenFor(events, { ...changes, definitions }),
    by: (calendars) => whenFor(events, { ...changes, calendars }),
    when: (command) =>
      outcomeOf(() => {
        const lead = leadOf(...events);
        return decide(command, lead, contextFor(lead, changes));
      }, events),
  };
}

function outcomeOf(decided: () => readonly LeadEvent[], before: readonly LeadEvent[]): Then {
  return {
    then(...events) {
      const actual = decided();
      expect(actual.filter((event) => !isSlaEvent(event))).toEqual(events);
      actual.forEach(assertStorable);
    },
    thenAll(...events) {
      const actual = decided();
      expect(actual).toEqual(events);
      actual.forEach(assertStorable);
    },
    thenSlas(...events) {
      const actual = decided();
      expect(actual.filter(isSlaEvent)).toEqual(events);
      actual.forEach(assertStorable);
    },
    thenDecided(look) {
      const actual = decided();
      actual.forEach(assertStorable);
      look(actual);
    },
    thenNothing: () => expect(decided()).toEqual([]),
    thenStage: (stage) => expect(leadOf(...before, ...decided()).stage).toBe(stage),
    thenRefused(code, details = {}) {
      const refusal = refusalOf(decided);
      expect(refusal).toMatchObject({ code, details });
    },
  };
}

export function refusalOf(decided: () => unknown): Refusal {
  try {
    decided();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('was not refused');
}
