import { type DeadLetter } from '@tasuki/streaming';
import {
  discardedLetterLines,
  leftOutLine,
  letterLines,
  letterStory,
  outcomeLine,
} from './tell-dead-letters';

const letter: DeadLetter = {
  group: 'scorer',
  key: '4b825dc6-42cb-5eb9-a060-e54bf8d69288',
  leadId: '4b825dc6-42cb-5eb9-a060-e54bf8d69288',
  version: 3,
  place: 'partition 2, offset 17',
  reason: 'Refusal: there is no such version',
  tries: 2,
  diedAt: '2026-05-01T00:00:00.000Z',
  isRetrying: false,
  heldBack: 4,
};
const garbage: DeadLetter = {
  ...letter,
  key: letter.place,
  leadId: null,
  version: null,
  reason: 'it has no ce_id',
  tries: 1,
  heldBack: 0,
};

describe('what leadctl says of dead letters', () => {
  it('names the lead, the cause, and what is held back', () => {
    expect(letterLines([letter])).toBe(
      `scorer  ${letter.key}\n  version 3, partition 2, offset 17, since 2026-05-01T00:00:00.000Z, tried 2 times, 4 held back behind it\n  Refusal: there is no such version\n`,
    );
    expect(letterLines([])).toBe('There are no dead letters.\n');
  });

  it('shows the message, or what stood where a message should be', () => {
    expect(letterStory(letter, { type: 'com.tasuki.lead.won.v1' })).toContain('lead.won.v1');
    expect(letterStory(garbage, { headers: {}, body: 'hello' })).toContain('"body":"hello"');
    expect(letterStory(letter, null)).toContain('the log has nothing of it');
  });

  it('says how to leave out what it shows, and nothing that may be dead later', () => {
    expect(letterStory(letter, null)).toContain(
      `discard scorer '${letter.key}' --version 3 --reason …\n`,
    );
    expect(letterStory(garbage, null)).toContain(
      `discard scorer 'partition 2, offset 17' --reason …\n`,
    );
  });

  it.each([
    [undefined, 'nothing is held back any more'],
    [letter, 'still a dead letter: Refusal: there is no such version'],
    [{ ...letter, isRetrying: true }, 'not tried yet: a consumer of the group will, when one runs'],
  ])('says what came of a retry', (left, sentence) => {
    expect(outcomeLine(letter, left)).toBe(`scorer  ${letter.key}: ${sentence}\n`);
  });

  it('promises of a discard only what a consumer will do, and of what is of no lead nothing', () => {
    expect(leftOutLine(letter, 3)).toBe(
      `scorer  ${letter.key}: version 3 is left out; what follows goes on when a consumer of the group runs\n`,
    );
    expect(leftOutLine(garbage, undefined)).toBe('scorer  partition 2, offset 17: discarded\n');
  });

  it('keeps who discarded what, and why', () => {
    const { group, leadId, version, place, reason } = letter;
    const by = { discardedBy: 'leadctl:mika', discardedAt: '2026-05-02T00:00:00.000Z' };
    const one = { group, leadId, version, place, letterReason: reason, reason: 'no use', ...by };
    expect(discardedLetterLines([one])).toBe(
      `scorer  ${leadId}\n  version 3, discarded 2026-05-02T00:00:00.000Z by leadctl:mika: no use\n  it was: ${reason}\n`,
    );
  });
});
