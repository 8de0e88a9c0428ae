import { type Check, type SlaProof } from '@tasuki/lead';
import { proofLines } from './tell-proof';

const event: Check['event'] = {
  eventId: '4b825dc6-42cb-5eb9-a060-e54bf8d69288',
  type: 'SlaStarted',
  version: 3,
  recordedAt: '2026-05-12T01:00:00.000Z',
};
const agreeing: Check = {
  event,
  what: 'the deadline',
  recorded: 'x',
  recomputed: 'x',
  agrees: true,
};
const hour = 3_600_000;

const proof: SlaProof = {
  slaId: '8f14e45f-ceea-567a-9f2c-3b1d6c2a7e10',
  sla: 'sqlDecision',
  cycle: 2,
  terms: { amount: 3, unit: 'business_days', warnAt: 0.07, longestPause: 10 },
  definition: { version: 4, hash: 'dd' },
  calendar: { id: 'default', version: 1, hash: 'cc', zone: 'Asia/Tokyo' },
  startedAt: '2026-05-12T01:00:00.000Z',
  warnAt: '2026-05-13T01:00:00.000Z',
  dueAt: '2026-05-18T09:00:00.000Z',
  pauses: [{ since: '2026-05-13T01:00:00.000Z', until: '2026-05-14T06:00:00.000Z' }],
  counted: {
    intervals: [
      { from: '2026-05-12T01:00:00.000Z', to: '2026-05-12T03:00:00.000Z', ms: 2 * hour },
      { from: '2026-05-18T04:00:00.000Z', to: '2026-05-18T08:45:00.000Z', ms: 4.75 * hour },
    ],
    ms: 6.75 * hour,
    left: null,
  },
  causes: [event],
  verdict: 'met',
  elapsed: { wallMs: 146 * hour, pausedMs: 29 * hour, workingMs: 22 * hour },
  checks: [agreeing, { ...agreeing, what: 'its id' }],
  holds: true,
};
const told = (changes: Partial<SlaProof> = {}) => proofLines({ ...proof, ...changes }).split('\n');

describe('a proof, told to people', () => {
  it('says what was agreed, what was counted, what happened, and that it holds', () =>
    expect(told()).toEqual([
      'sqlDecision, cycle 2: 3 business days, warning at 7 %',
      'definition  version 4, dd',
      'calendar    default version 1 (Asia/Tokyo), cc',
      'started     2026-05-12T01:00:00.000Z',
      'warning     2026-05-13T01:00:00.000Z',
      'due         2026-05-18T09:00:00.000Z',
      'paused      2026-05-13T01:00:00.000Z to 2026-05-14T06:00:00.000Z',
      'counted     6.75 h in 2 pieces',
      '            2026-05-12T01:00:00.000Z to 2026-05-12T03:00:00.000Z  2.00 h',
      '            2026-05-18T04:00:00.000Z to 2026-05-18T08:45:00.000Z  4.75 h',
      'events',
      '     3  2026-05-12T01:00:00.000Z  SlaStarted  4b825dc6-42cb-5eb9-a060-e54bf8d69288',
      'took        146.00 h, of it 29.00 h paused; 22.00 h of working time',
      'verdict     met',
      'ok          version 3: the deadline',
      'ok          version 3: its id',
      'All 2 checks agree with what was recorded.',
      '',
    ]));

  it('says of an open one nothing of what it took', () =>
    expect(told({ elapsed: null, verdict: 'running' }).join('\n')).not.toContain('took'));

  it('says of a paused one that it stands still, what was counted before, and what is left', () => {
    const counted = { ...proof.counted, left: { ms: 23 * hour, closes: 3 } };
    const lines = told({ elapsed: null, verdict: 'running', counted });
    expect(lines.slice(5, 11)).toEqual([
      'due         2026-05-18T09:00:00.000Z; stands still, and moves when the pause ends',
      'paused      2026-05-13T01:00:00.000Z to 2026-05-14T06:00:00.000Z',
      'counted     6.75 h in 2 pieces',
      '            2026-05-12T01:00:00.000Z to 2026-05-12T03:00:00.000Z  2.00 h',
      '            2026-05-18T04:00:00.000Z to 2026-05-18T08:45:00.000Z  4.75 h',
      'left        23.00 h, 3 closes of business',
    ]);
    const inHours = { ...counted, left: { ms: hour, closes: null } };
    expect(told({ elapsed: null, counted: inHours })).toContain('left        1.00 h');
  });

  it('says of one that ended in a pause what was left, and no more', () => {
    const counted = { ...proof.counted, left: { ms: 23 * hour, closes: 1 } };
    const lines = told({ counted });
    expect(lines).toContain('due         2026-05-18T09:00:00.000Z');
    expect(lines).toContain('left        23.00 h, 1 close of business');
  });

  it('counts one piece, and one hour, as one', () => {
    const [interval] = proof.counted.intervals;
    const terms = { ...proof.terms, amount: 1, unit: 'hours' } as const;
    const lines = told({ terms, counted: { intervals: [interval!], ms: 2 * hour, left: null } });
    expect(lines[0]).toBe('sqlDecision, cycle 2: 1 hour, warning at 7 %');
    expect(lines).toContain('counted     2.00 h in 1 piece');
  });

  it('shows what differs, beside what comes out, and what comes out of nothing', () => {
    const checks: Check[] = [
      { ...agreeing, recorded: { dueAt: 'a' }, recomputed: { dueAt: 'b' }, agrees: false },
      { ...agreeing, what: 'its cause', recomputed: undefined, agrees: false },
      { ...agreeing, what: 'its end', recorded: null, recomputed: 'SlaMet', agrees: false },
    ];
    expect(told({ checks, holds: false }).slice(-5)).toEqual([
      'DIFFERS     version 3: the deadline: recorded {"dueAt":"a"}, computed {"dueAt":"b"}',
      'DIFFERS     version 3: its cause: recorded "x", computed nothing',
      'DIFFERS     version 3: its end: recorded nothing, computed "SlaMet"',
      'What was recorded does not agree with what comes out.',
      '',
    ]);
  });
});
