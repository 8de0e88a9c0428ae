import { type DeadLetter, type DiscardedLetter } from '@tasuki/streaming';

type Named = Pick<DeadLetter, 'group' | 'key'>;

export function letterLines(all: readonly DeadLetter[]): string {
  if (all.length === 0) return 'There are no dead letters.\n';
  return all.map((letter) => `${heading(letter)}  ${letter.reason}\n`).join('');
}

function heading({ group, key, version, place, tries, diedAt, heldBack }: DeadLetter): string {
  const what = version === null ? 'no event of the log' : `version ${version}`;
  const details = [what, place, `since ${diedAt}`, `tried ${times(tries)}`];
  const held = heldBack > 0 ? `, ${heldBack} held back behind it` : '';
  return `${group}  ${key}\n  ${details.join(', ')}${held}\n`;
}

/**
 * A dead letter, and how to leave out just this one.
 * @param content what the log makes of it today, or what stood there
 */
export function letterStory(letter: DeadLetter, content: object | null): string {
  const { group, key, version } = letter;
  const which = version === null ? '' : ` --version ${version}`;
  return [
    `${letterLines([letter])}  ${content === null ? 'the log has nothing of it' : JSON.stringify(content)}`,
    `  to leave it out: leadctl dead-letters discard ${group} '${key}'${which} --reason …`,
    '',
  ].join('\n');
}

/** What came of a retry that was too late. */
export function goneLine({ group, key }: Named): string {
  return `${group}  ${key}: it was handled or discarded meanwhile\n`;
}

/**
 * What came of a discard. Whether anything was held back behind it, and is handled by now, nobody asks: that
 * is for a consumer, which may not run. Behind what is no event of the log nothing ever was.
 * @param version the one of the lead; `undefined` for what is no event of the log
 */
export function leftOutLine({ group, key }: Named, version: number | undefined): string {
  const now =
    version === undefined
      ? 'discarded'
      : `version ${version} is left out; what follows goes on when a consumer of the group runs`;
  return `${group}  ${key}: ${now}\n`;
}

/** What came of a retry: `undefined` when nothing is left. */
export function outcomeLine({ group, key }: Named, left: DeadLetter | undefined): string {
  const now =
    left === undefined
      ? 'nothing is held back any more'
      : left.isRetrying
        ? 'not tried yet: a consumer of the group will, when one runs'
        : `still a dead letter: ${left.reason}`;
  return `${group}  ${key}: ${now}\n`;
}

export function discardedLetterLines(all: readonly DiscardedLetter[]): string {
  if (all.length === 0) return 'Nothing was discarded.\n';
  return all
    .map(
      ({ group, leadId, version, place, letterReason, reason, discardedBy, discardedAt }) =>
        `${group}  ${leadId ?? place}\n  ${version === null ? place : `version ${version}`}, ` +
        `discarded ${discardedAt} by ${discardedBy}: ${reason}\n  it was: ${letterReason}\n`,
    )
    .join('');
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
