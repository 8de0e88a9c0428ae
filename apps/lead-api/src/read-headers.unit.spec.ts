import { InvalidInput } from './problem';
import { readAfter, readWait } from './read-headers';

describe('Tasuki-After', () => {
  it('is the position of a receipt', () => {
    expect(readAfter({ 'tasuki-after': '00000000000000000017' })).toBe('00000000000000000017');
    expect(readAfter({})).toBeUndefined();
  });

  it.each(['17', '', 'now', '0000000000000000001x'])('%j is refused by name', (after) => {
    expect(() => readAfter({ 'tasuki-after': after })).toThrow(InvalidInput);
  });
});

describe('Prefer: wait', () => {
  it.each([
    [undefined, 5_000, false],
    ['wait=2', 2_000, true],
    ['respond-async, wait=10', 10_000, true],
    ['Wait = "3"', 3_000, true],
    ['wait=0', 0, true],
    ['wait=3600', 20_000, true],
    ['respond-async', 5_000, false],
    ['await=3', 5_000, false],
    ['wait=soon', 5_000, false],
  ])('%j waits %d ms', (prefer, waitMs, isAsked) => {
    expect(readWait(prefer === undefined ? {} : { prefer })).toEqual({ waitMs, isAsked });
  });
});
