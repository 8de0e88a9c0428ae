import { type Check, type SlaProof } from '@tasuki/lead';
import { plural } from '../doctor/examination';

/** A proof for people: what was agreed, what was counted, what happened, and whether it holds. */
export function proofLines(proof: SlaProof): string {
  const { terms, definition, calendar, counted, checks, elapsed } = proof;
  const isPaused = counted.left !== null && elapsed === null;
  const lines = [
    `${proof.sla}, cycle ${proof.cycle}: ${amountOf(terms)}, warning at ${percent(terms.warnAt)} %`,
    `definition  version ${definition.version}, ${definition.hash}`,
    `calendar    ${calendar.id} version ${calendar.version} (${calendar.zone}), ${calendar.hash}`,
    `started     ${proof.startedAt}`,
    `warning     ${proof.warnAt}`,
    `due         ${proof.dueAt}${isPaused ? '; stands still, and moves when the pause ends' : ''}`,
    ...proof.pauses.map(({ since, until }) => `paused      ${since} to ${until}`),
    `counted     ${hours(counted.ms)} in ${plural(counted.intervals.length, 'piece')}`,
    ...counted.intervals.map(({ from, to, ms }) => `            ${from} to ${to}  ${hours(ms)}`),
    ...leftLine(counted),
    'events',
    ...proof.causes.map(
      ({ version, recordedAt, type, eventId }) =>
        `  ${String(version).padStart(4)}  ${recordedAt}  ${type}  ${eventId}`,
    ),
    ...(elapsed === null
      ? []
      : [
          `took        ${hours(elapsed.wallMs)}, of it ${hours(elapsed.pausedMs)} paused; ${hours(elapsed.workingMs)} of working time`,
        ]),
    `verdict     ${proof.verdict}`,
    ...checks.map(checkLine),
    proof.holds
      ? `All ${checks.length} checks agree with what was recorded.`
      : 'What was recorded does not agree with what comes out.',
  ];
  return `${lines.join('\n')}\n`;
}

/** What a pause leaves to be counted. */
function leftLine({ left }: SlaProof['counted']): readonly string[] {
  if (left === null) return [];
  const closes =
    left.closes === null
      ? ''
      : `, ${plural(left.closes, 'close of business', 'closes of business')}`;
  return [`left        ${hours(left.ms)}${closes}`];
}

function checkLine({ agrees, event, what, recorded, recomputed }: Check): string {
  const where = `version ${event.version}: ${what}`;
  if (agrees) return `ok          ${where}`;
  return `DIFFERS     ${where}: recorded ${told(recorded)}, computed ${told(recomputed)}`;
}

function told(value: unknown): string {
  return value === undefined || value === null ? 'nothing' : JSON.stringify(value);
}

function hours(ms: number): string {
  return `${(ms / 3_600_000).toFixed(2)} h`;
}

/** `3 business days` */
function amountOf({ amount, unit }: SlaProof['terms']): string {
  return plural(amount, unit.replace('_', ' ').replace(/s$/, ''));
}

/** A share in binary is not always what was written: 0.07 times 100 is more than 7. */
function percent(share: number): number {
  return Number((share * 100).toFixed(2));
}
