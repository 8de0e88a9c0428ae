import { Equal } from 'typebox/value';
import { type LeadEvent, type RecordedLeadEvent } from './lead.events';
import { type SlaEvent } from './sla';
import { type Cause, type Check } from './sla-proof';

type FieldOf<E> = E extends { readonly data: infer D } ? keyof D : never;

/** All that is computed; why a person paused or replanned is taken as it stands. */
type Field = Exclude<FieldOf<SlaEvent>, 'reason' | 'note'>;

/** What each field tells; those that tell the same thing are compared together. */
const tells: Readonly<Record<Field, string>> = {
  slaId: 'which deadline it is',
  sla: 'which deadline it is',
  cycle: 'which deadline it is',
  startedBy: 'the event that started it',
  terms: 'the policy’s terms',
  definition: 'the definition',
  calendar: 'the calendar',
  warnAt: 'the deadline',
  dueAt: 'the deadline',
  beyondHorizon: 'the deadline',
  notify: 'who is to be told',
  until: 'when the pause ends by itself',
  by: 'by whom or what',
  resumedAt: 'when the pause ended',
  metBy: 'the event that met it',
  late: 'whether it was late',
  cause: 'why it was cancelled',
  elapsed: 'what it took',
};
const fields = Object.keys(tells) as readonly Field[];
const things = [...new Set(Object.values(tells))];

type Told = Readonly<Record<string, unknown>>;

/** What an event of a deadline says, beside what it says when it is decided again. */
export function checksOf(recorded: SlaEvent, decided: LeadEvent): readonly Check[] {
  const [was, is]: [Told, Told] = [recorded.data, decided.data];
  return things.flatMap((what) => {
    const asked = fields.filter((field) => tells[field] === what && (field in was || field in is));
    return asked.length === 0 ? [] : [checkOf(recorded, what, told(was, asked), told(is, asked))];
  });
}

function told(data: Told, asked: readonly Field[]): unknown {
  if (asked.length === 1) return data[asked[0]!];
  return Object.fromEntries(
    asked.filter((field) => field in data).map((field) => [field, data[field]]),
  );
}

/** One thing that an event says, or that stands where something should, beside what comes out. */
export function checkOf(
  event: RecordedLeadEvent,
  what: string,
  recorded: unknown,
  recomputed: unknown,
): Check {
  const agrees = Equal(recorded, recomputed);
  return { event: causeOf(event), what, recorded: recorded ?? null, recomputed, agrees };
}

/** That nothing was taken out of a history, and nothing was recorded before what it comes after. */
export function orderOf(history: readonly RecordedLeadEvent[]): Check {
  const broken = history.find(
    ({ version, recordedAt }, index) =>
      version !== index + 1 || recordedAt < (history[index - 1]?.recordedAt ?? ''),
  );
  const isInOrder = broken === undefined;
  return checkOf(
    broken ?? history.at(-1)!,
    'all before it is there, and in order',
    true,
    isInOrder,
  );
}

export function causeOf({ id, type, version, recordedAt }: RecordedLeadEvent): Cause {
  return { eventId: id, type, version, recordedAt };
}
