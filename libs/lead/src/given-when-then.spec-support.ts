import { builtInOnly, type Definitions } from '@tasuki/definition';
import { type EventDefinition, Refusal, type RefusalDetails } from '@tasuki/domain';
import { Compile } from 'typebox/compile';
import { evolve, initial, type Lead } from './lead';
import { type LeadCommand } from './lead.commands';
import { decide, type LeadContext } from './lead.decide';
import { type LeadEvent, leadEvents, type RecordedLeadEvent } from './lead.events';
import { type Stage } from './stages';

/** When the commands of a test are decided, unless it says otherwise; 18:00 in Tokyo. */
export const now = '2026-05-01T09:00:00.000Z';

/** The id of the event at this place in the stream. */
export function idOf(version: number): string {
  return `00000000-0000-4000-8000-${String(version).padStart(12, '0')}`;
}

/** The events as a stream has them: one a minute from midnight UTC on. */
export function recorded(events: readonly LeadEvent[], from = 1): RecordedLeadEvent[] {
  return events.map((event, index) => {
    const version = from + index;
    const recordedAt = new Date(Date.UTC(2026, 4, 1, 0, version)).toISOString();
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
  /** These events and no others. */
  then(...events: readonly LeadEvent[]): void;
  thenNothing(): void;
  thenStage(stage: Stage): void;
  thenRefused(code: string, details?: RefusalDetails): void;
}

interface When {
  /** Decides at another time than {@link now}. */
  at(instant: string): When;
  /** Decides by other definitions than the built-in one. */
  under(definitions: Definitions): When;
  when(command: LeadCommand): Then;
}

/**
 * `given(captured(), promoted()).when(recordContact()).then(contacted())`: what happened to the
 * lead, the command, what comes of it. A test that forgets its `then` fails.
 */
export function given(...events: readonly LeadEvent[]): When {
  events.forEach(assertStorable);
  return whenFor(events, { now, definitions: builtInOnly });
}

function whenFor(events: readonly LeadEvent[], context: LeadContext): When {
  return {
    at: (instant) => whenFor(events, { ...context, now: instant }),
    under: (definitions) => whenFor(events, { ...context, definitions }),
    when: (command) => outcomeOf(() => decide(command, leadOf(...events), context), events),
  };
}

function outcomeOf(decided: () => readonly LeadEvent[], before: readonly LeadEvent[]): Then {
  return {
    then(...events) {
      const actual = decided();
      expect(actual).toEqual(events);
      actual.forEach(assertStorable);
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
