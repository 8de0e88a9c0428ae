/**
 * What kind of no a refusal is; an edge makes its own status of it:
 * - `malformed`: what was sent cannot be read as what it claims to be;
 * - `absent`: what it is about is not there;
 * - `conflict`: it does not go with how things stand;
 * - `outdated`: it was made for an older state than the present one;
 * - `unacceptable`: it can be read, and may never be recorded so.
 */
export type RefusalKind = 'malformed' | 'absent' | 'conflict' | 'outdated' | 'unacceptable';

interface RefusalEntry {
  readonly kind: RefusalKind;
  /** One sentence, for docs/errors.md. */
  readonly meaning: string;
  /** What whoever was refused can do about it. */
  readonly remedy: string;
}

/**
 * Every refusal by its code: a new one is one entry here. The codes are part of the published
 * interface; they are never renamed, and none is used for two things.
 */
export const refusals = {
  lead_not_found: {
    kind: 'absent',
    meaning: 'There is no lead with this id, e-mail address or external id.',
    remedy: 'Check the id; find the lead by `GET /v1/leads?email=`, or capture it.',
  },
  activity_not_found: {
    kind: 'absent',
    meaning: 'The lead has no activity under this event id.',
    remedy: "Take the id of a `LeadActivityRecorded` from the lead's timeline.",
  },
  not_allowed_in_stage: {
    kind: 'conflict',
    meaning: 'The command is not allowed in the stage in which the lead is.',
    remedy: '`details.allowedIn` names the stages that allow it; see `docs/lead-stages.md`.',
  },
  sql_criteria_not_met: {
    kind: 'conflict',
    meaning: 'The criteria of the definition that judges this cycle are not met.',
    remedy: 'Assess BANT (`details.unmet` says what is missing), or qualify with an `override`.',
  },
  already_assigned: {
    kind: 'conflict',
    meaning: 'Somebody else has the lead: `details.assignee` says who.',
    remedy: 'Leave it to them, or assign it to another person by hand.',
  },
  sla_not_found: {
    kind: 'absent',
    meaning: 'The lead has no SLA under this id.',
    remedy: "Take the id from the lead's `slas`.",
  },
  sla_not_running: {
    kind: 'conflict',
    meaning:
      'Only a running deadline can be paused or replanned; `details.state` says how this one stands.',
    remedy:
      'Nothing can be done about one that was breached or has ended; resume a paused one first.',
  },
  sla_not_pausable: {
    kind: 'conflict',
    meaning: 'The policy that this deadline was set by allows no pause.',
    remedy:
      'Agree on a `longestPause` in the next version of the definition; or replan the deadline.',
  },
  sla_not_paused: {
    kind: 'conflict',
    meaning: 'The deadline is not paused, or its pause has ended by itself.',
    remedy: 'Nothing needs to be resumed.',
  },
  deadline_not_ahead: {
    kind: 'unacceptable',
    meaning: 'The new deadline would have passed already.',
    remedy: 'Name a `dueAt` that lies ahead.',
  },
  deadline_too_far: {
    kind: 'unacceptable',
    meaning: 'The new deadline lies more than a year ahead.',
    remedy: 'Name a `dueAt` within the year; recycle a lead that is to wait longer.',
  },
  identity_belongs_to_other_lead: {
    kind: 'conflict',
    meaning: 'The e-mail address is that of another lead, which `details.leadId` names.',
    remedy: 'Use that lead, or change its address first.',
  },
  lead_has_live_events: {
    kind: 'conflict',
    meaning: 'History is imported only into a lead to which nothing but imports has happened.',
    remedy: 'Leave the row out; record what is missing as live commands.',
  },
  history_goes_backward: {
    kind: 'conflict',
    meaning: 'The imported stage lies before the one in which the lead is.',
    remedy: 'Correct the row: an import only goes forward.',
  },
  unknown_definition: {
    kind: 'conflict',
    meaning: 'No version of the definition has this number and hash.',
    remedy: 'Run the scorer from the same release as the rest; then nothing is left to do.',
  },
  unknown_calendar: {
    kind: 'absent',
    meaning: 'There is no calendar with this id, or no such version of it.',
    remedy: 'Take the id from `GET /v1/calendars`, or make the calendar first.',
  },
  calendar_outdated: {
    kind: 'outdated',
    meaning: 'The calendar has a newer version than the one that was edited; nothing was written.',
    remedy: 'Read the calendar again, and edit the present version.',
  },
  calendar_unusable: {
    kind: 'unacceptable',
    meaning: 'Nobody can work by this calendar: `details.problems` says why.',
    remedy: 'Correct what is named: zone, intervals that overlap, days beyond the horizon.',
  },
  precondition_failed: {
    kind: 'outdated',
    meaning: 'The lead has changed since the version that `If-Match` names; nothing was written.',
    remedy: 'Read the lead again, look at what changed, and send the command with the new `ETag`.',
  },
  invalid_cursor: {
    kind: 'malformed',
    meaning: 'The cursor is not the `next` of a former page of this very list.',
    remedy: 'Begin again without a cursor; keep filters and sort the same from page to page.',
  },
  external_id_is_address: {
    kind: 'unacceptable',
    meaning: 'The external id holds an `@`; such ids stand in plain text and must be no address.',
    remedy: 'Send the address as `person.email`, and as external id the key of the other system.',
  },
  occurred_at_unreadable: {
    kind: 'unacceptable',
    meaning: '`occurredAt` is no instant with an offset.',
    remedy: 'Send RFC 3339, such as `2026-05-01T10:00:00+09:00`.',
  },
  occurred_in_future: {
    kind: 'unacceptable',
    meaning: '`occurredAt` lies more than 5 minutes in the future.',
    remedy: "Check the sender's clock and offset; leave `occurredAt` out for now.",
  },
  idempotency_key_reused: {
    kind: 'unacceptable',
    meaning: 'The `Idempotency-Key` was used before, for a command with another body.',
    remedy: 'Use a new key for a new command, and the same body when repeating one.',
  },
} as const satisfies Readonly<Record<string, RefusalEntry>>;

export type RefusalCode = keyof typeof refusals;
