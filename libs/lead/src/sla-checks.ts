import { never } from '@tasuki/domain';
import { deadlineOf, elapsedOf, extended, limitOf, warningOf } from './deadline';
import { type RecordedLeadEvent } from './lead.events';
import { evolveSlas, type Sla, type SlaEvent } from './sla';
import { type Cause, type Check, type ProofParts } from './sla-proof';
import { policyStartedBy } from './sla-steps';

type Compare = (what: string, recorded: unknown, recomputed: unknown) => void;

/** What each event of one SLA says, beside what comes out when it is computed from those before it. */
export function checksOf(
  events: readonly SlaEvent[],
  history: readonly RecordedLeadEvent[],
  parts: ProofParts,
): readonly Check[] {
  const checks: Check[] = [];
  let slas: readonly Sla[] = [];
  for (const event of events) {
    const { id: eventId, type, version, recordedAt } = event;
    const cause: Cause = { eventId, type, version, recordedAt };
    check(event, slas[0], history, parts, (what, recorded, recomputed) => {
      const agrees = JSON.stringify(recorded) === JSON.stringify(recomputed);
      checks.push({ event: cause, what, recorded, recomputed, agrees });
    });
    slas = evolveSlas(slas, event);
  }
  return checks;
}

function check(
  event: SlaEvent,
  before: Sla | undefined,
  history: readonly RecordedLeadEvent[],
  parts: ProofParts,
  compare: Compare,
): void {
  if (event.type === 'SlaStarted') return checkStart(event, history, parts, compare);
  compare('it had begun, and had not ended', true, before !== undefined && before.ended === null);
  if (before === undefined) return;
  const calendar = parts.calendars.byRef(before.calendar);
  const { recordedAt } = event;
  switch (event.type) {
    case 'SlaWarned':
      compare('the warning was due', true, before.warnAt <= recordedAt && !before.warned);
      return;
    case 'SlaBreached':
      compare('the deadline that passed', event.data.dueAt, before.dueAt);
      compare('the deadline had strictly passed', true, before.dueAt < recordedAt);
      return;
    case 'SlaPaused': {
      const { longestPause } = before.terms;
      const until = longestPause && limitOf(longestPause, calendar, recordedAt);
      compare('when the pause ends by itself', event.data.until, until);
      return;
    }
    case 'SlaResumed': {
      const { by, resumedAt, dueAt, warnAt } = event.data;
      compare('it was paused', true, before.pause !== null);
      if (before.pause === null) return;
      const { since, until } = before.pause;
      compare('when the pause ended', resumedAt, by === 'limit' ? until : recordedAt);
      const moved = extended(before, calendar, { since, until: resumedAt });
      compare('the deadline after the pause', { dueAt, warnAt }, inOrder(moved));
      return;
    }
    case 'SlaReplanned':
      return checkReplan(event, before, parts, compare);
    case 'SlaMet': {
      const { late, elapsed, metBy } = event.data;
      compare('whether it was late', late, before.breached);
      compare(
        'it was in time, or breached before',
        true,
        before.breached || isInTime(before, event),
      );
      compare(
        'the event that met it is there',
        true,
        history.some(({ id }) => id === metBy),
      );
      compare('what it took', elapsed, elapsedOf(before, calendar, recordedAt));
      return;
    }
    case 'SlaCancelled':
      compare('what it took', event.data.elapsed, elapsedOf(before, calendar, recordedAt));
      return;
    default:
      return never(event);
  }
}

function checkStart(
  { data, recordedAt }: Extract<SlaEvent, { type: 'SlaStarted' }>,
  history: readonly RecordedLeadEvent[],
  { calendars, definitions, slaId }: ProofParts,
  compare: Compare,
): void {
  const { sla, startedBy, terms, definition, calendar, dueAt, warnAt } = data;
  const cause = history.find(({ id }) => id === startedBy);
  compare('the SLA that the event starts', sla, cause && policyStartedBy(cause.type));
  compare('the instant at which it begins', recordedAt, cause?.recordedAt);
  compare('its id', data.slaId, slaId(sla, startedBy));
  const {
    amount,
    unit,
    warnAt: share,
    longestPause,
  } = definitions.byRef(definition).content.slas.policies[sla];
  compare('the policy’s terms', terms, { amount, unit, warnAt: share, longestPause });
  const computed = deadlineOf(terms, calendars.byRef(calendar), recordedAt);
  compare('the deadline', { dueAt, warnAt }, inOrder(computed));
}

/** A date that somebody named is what it is; the rest follows from it. */
function checkReplan(
  { data }: Extract<SlaEvent, { type: 'SlaReplanned' }>,
  before: Sla,
  { calendars }: ProofParts,
  compare: Compare,
): void {
  const calendar = calendars.byRef(data.calendar);
  if (data.by === 'policy') {
    const begun = { ...deadlineOf(data.terms, calendar, before.startedAt), warned: false };
    const { dueAt } = before.pauses.reduce(
      (so, pause) => ({ ...so, ...extended({ ...so, terms: data.terms }, calendar, pause) }),
      begun,
    );
    compare('the deadline by the policy and calendar of that day', data.dueAt, dueAt);
  }
  if (before.warned) compare('the warning that was given', data.warnAt, before.warnAt);
  else if (data.by === 'date') {
    const share = warningOf(data.terms, calendar.time, before.startedAt, data.dueAt);
    compare('the warning’s share of the way', data.warnAt, share);
  }
}

/** While it is paused nothing is late. */
function isInTime({ pause, dueAt }: Sla, { recordedAt }: SlaEvent): boolean {
  return pause !== null || recordedAt <= dueAt;
}

function inOrder({ dueAt, warnAt }: { readonly dueAt: string; readonly warnAt: string }) {
  return { dueAt, warnAt };
}
