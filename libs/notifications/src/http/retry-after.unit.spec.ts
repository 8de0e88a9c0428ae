import { retryAfterMs } from './retry-after';

const now = Date.parse('2026-11-24T01:30:00Z');

it.each([
  [undefined, undefined],
  ['120', 120_000],
  ['0', 0],
  ['Tue, 24 Nov 2026 01:31:00 GMT', 60_000],
  ['Tue, 24 Nov 2026 01:29:00 GMT', 0],
  ['soon', undefined],
  ['', undefined],
  ['99999999999999999999', 86_400_000],
  ['Tue, 24 Nov 2099 01:30:00 GMT', 86_400_000],
])('%s asks for %s ms', (header, ms) => expect(retryAfterMs(header, now)).toBe(ms));
