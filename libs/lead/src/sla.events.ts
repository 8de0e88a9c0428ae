import { CalendarRef } from '@tasuki/calendar';
import { slaPolicyIds } from '@tasuki/definition';
import { DefinitionRef, Sealed, Slug, UtcInstant, Uuid } from '@tasuki/domain';
import { Type } from 'typebox';
import { Addressee, Deadline, Elapsed, SlaTerms } from './sla.values';

const closed = { additionalProperties: false } as const;

const named = {
  slaId: Uuid,
  sla: Type.Enum([...slaPolicyIds]),
  cycle: Type.Integer({ minimum: 1 }),
};
const withReason = { reason: Slug, note: Type.Optional(Sealed) };

/** Beyond the day up to which the calendar knows its holidays. */
const beyondHorizon = Type.Optional(Type.Literal(true));

/** What a deadline is computed from: with it anybody finds the same deadline, next year too. */
const computed = {
  ...Deadline.properties,
  terms: SlaTerms,
  definition: DefinitionRef,
  calendar: CalendarRef,
  beyondHorizon,
};
const told = { dueAt: UtcInstant, notify: Type.Array(Addressee) };

/** The deadlines of a lead; they begin and end in the append of the event that causes it. */
export const slaEvents = {
  SlaStarted: Type.Object({ ...named, startedBy: Uuid, ...computed }, closed),
  SlaWarned: Type.Object({ ...named, warnAt: UtcInstant, ...told }, closed),
  /** Recorded strictly after `dueAt`. */
  SlaBreached: Type.Object({ ...named, ...told }, closed),
  SlaMet: Type.Object({ ...named, metBy: Uuid, late: Type.Boolean(), elapsed: Elapsed }, closed),
  SlaPaused: Type.Object(
    {
      ...named,
      /** When the pause ends by itself. */
      until: UtcInstant,
      ...withReason,
    },
    closed,
  ),
  SlaResumed: Type.Object(
    {
      ...named,
      by: Type.Enum(['person', 'limit']),
      /** When the pause ended; earlier than `recordedAt` where nobody recorded its limit in time. */
      resumedAt: UtcInstant,
      ...Deadline.properties,
      beyondHorizon,
    },
    closed,
  ),
  SlaReplanned: Type.Object(
    {
      ...named,
      /** To a date that somebody named, or to what today's policy and calendar make of it. */
      by: Type.Enum(['date', 'policy']),
      ...computed,
      ...withReason,
    },
    closed,
  ),
  SlaCancelled: Type.Object(
    { ...named, cause: Type.Enum(['recycled', 'disqualified']), elapsed: Elapsed },
    closed,
  ),
};

/** By name, for whoever reads nothing else of a lead. */
export const slaEventTypes = Object.keys(slaEvents) as readonly (keyof typeof slaEvents)[];
