import { slaPolicyIds } from '@tasuki/definition';
import { Department } from '@tasuki/domain';
import { Type } from 'typebox';
import {
  byProgram,
  Cycle,
  defineMessage,
  DefinitionRef,
  exampleDefinition,
  Instant,
  Name,
  Slug,
  Uuid,
} from './define-message';

const named = { slaId: Uuid, sla: Type.Enum([...slaPolicyIds]), cycle: Cycle };
const CalendarRef = Type.Object({
  id: Slug,
  version: Type.Integer({ minimum: 0 }),
  hash: Type.String(),
});
/** Who is due a notification: one person, or everybody of a department. */
const notify = Type.Array(
  Type.Object({ subject: Type.Optional(Name), department: Type.Optional(Department) }),
);
/** In milliseconds: by the clock on the wall, paused, and working time outside the pauses. */
const elapsed = Type.Object({
  wallMs: Type.Integer({ minimum: 0 }),
  pausedMs: Type.Integer({ minimum: 0 }),
  workingMs: Type.Integer({ minimum: 0 }),
});

const exampleName = {
  slaId: '71fc405f-778c-50ae-bfb9-5f9c474b007f',
  sla: 'firstContact',
  cycle: 1,
} as const;
const exampleElapsed = { wallMs: 5_400_000, pausedMs: 0, workingMs: 5_400_000 };
const byClock = byProgram('tasuki-clock');
const [warnAt, dueAt] = ['2026-11-24T13:30:00.000Z', '2026-11-25T01:30:00.000Z'];

/** The deadlines of a lead. */
export const slaMessages = {
  SlaStarted: defineMessage(
    'sla-started.v1',
    'A deadline runs: from the message `startedBy`, by this definition and calendar.',
    {
      ...named,
      startedBy: Uuid,
      warnAt: Instant,
      dueAt: Instant,
      definition: DefinitionRef,
      calendar: CalendarRef,
    },
    {
      ...exampleName,
      ...byProgram('tasuki-scorer'),
      startedBy: '1b6f2c0e-54c3-5a0b-8d8e-2f4f3f6f9a10',
      warnAt,
      dueAt,
      definition: exampleDefinition,
      calendar: { id: 'default', version: 0, hash: exampleDefinition.hash },
    },
  ),
  SlaWarned: defineMessage(
    'sla-warned.v1',
    'A deadline comes near, and nothing has been done.',
    { ...named, warnAt: Instant, dueAt: Instant, notify },
    { ...exampleName, ...byClock, warnAt, dueAt, notify: [{ subject: 'mika' }] },
  ),
  SlaBreached: defineMessage(
    'sla-breached.v1',
    'A deadline has passed, and nothing was done.',
    { ...named, dueAt: Instant, notify },
    {
      ...exampleName,
      ...byClock,
      dueAt,
      notify: [{ subject: 'mika' }, { department: 'inside_sales' }],
    },
  ),
  SlaMet: defineMessage(
    'sla-met.v1',
    'What a deadline asked for was done, by the message `metBy`; `late`: after it.',
    { ...named, metBy: Uuid, late: Type.Boolean(), elapsed },
    {
      ...exampleName,
      metBy: '9a1f0d5c-3c2b-5e7d-a1b2-c3d4e5f60718',
      late: false,
      elapsed: exampleElapsed,
    },
  ),
  SlaPaused: defineMessage(
    'sla-paused.v1',
    'A deadline stands still, at most until `until`.',
    { ...named, until: Instant, reason: Slug },
    { ...exampleName, until: '2026-12-08T09:00:00.000Z', reason: 'waiting_for_lead' },
  ),
  SlaResumed: defineMessage(
    'sla-resumed.v1',
    'A deadline runs again, and was moved by the pause.',
    {
      ...named,
      by: Type.Enum(['person', 'limit']),
      resumedAt: Instant,
      warnAt: Instant,
      dueAt: Instant,
    },
    { ...exampleName, by: 'person', resumedAt: '2026-11-24T05:00:00.000Z', warnAt, dueAt },
  ),
  SlaReplanned: defineMessage(
    'sla-replanned.v1',
    'A deadline was moved by hand, or to what today’s definition and calendar make of it.',
    {
      ...named,
      by: Type.Enum(['date', 'policy']),
      warnAt: Instant,
      dueAt: Instant,
      definition: DefinitionRef,
      calendar: CalendarRef,
      reason: Slug,
    },
    {
      ...exampleName,
      by: 'date',
      warnAt,
      dueAt,
      definition: exampleDefinition,
      calendar: { id: 'default', version: 0, hash: exampleDefinition.hash },
      reason: 'trade_fair',
    },
  ),
  SlaCancelled: defineMessage(
    'sla-cancelled.v1',
    'A deadline ended without anybody’s doing what it asked for: the lead was recycled or disqualified.',
    { ...named, cause: Type.Enum(['recycled', 'disqualified']), elapsed },
    { ...exampleName, cause: 'recycled', elapsed: exampleElapsed },
  ),
};
