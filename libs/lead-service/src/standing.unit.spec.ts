import { type ReadIdentity, resolve, standingOf } from './standing';

const now = '2026-05-01T10:00:00.000Z';
const secondsAgo = (seconds: number) => new Date(Date.parse(now) - seconds * 1000).toISOString();
const [candidate, other, third] = ['lead-1', 'lead-2', 'lead-3'];

interface Given {
  readonly of?: string;
  readonly ageSeconds?: number;
  readonly byUs?: boolean;
  readonly lead?: 'missing' | 'bears it' | 'lacks it';
}

function anIdentity(kind: 'external' | 'email', given: Given = {}): ReadIdentity {
  const { of, ageSeconds = 5, byUs = false, lead = 'missing' } = given;
  const identity = { kind, hash: kind };
  const borne = { missing: null, 'bears it': [identity], 'lacks it': [] }[lead];
  return {
    identity,
    claim:
      of === undefined ? null : { leadId: of, eventId: 'e', recordedAt: secondsAgo(ageSeconds) },
    claimedByUs: byUs,
    borne,
    version: of === undefined ? 0 : 1,
  };
}

describe('how an identity stands', () => {
  it.each([
    ['claimed by nobody', {}, 'free'],
    ['borne by the lead of its claim', { of: other, lead: 'bears it', ageSeconds: 9_999 }, 'held'],
    ['claimed by us for our lead', { of: candidate, byUs: true }, 'free'],
    ['claimed a moment ago by another', { of: other, ageSeconds: 1 }, 'busy'],
    ['claimed by another that wrote no lead', { of: other, ageSeconds: 3 }, 'promised'],
    ['claimed just now for a known lead', { of: other, ageSeconds: 59, lead: 'lacks it' }, 'busy'],
    ['given up by a known lead', { of: other, ageSeconds: 61, lead: 'lacks it' }, 'free'],
    ['claimed by us for a known lead', { of: other, byUs: true, lead: 'lacks it' }, 'free'],
  ] as const)('%s: %j is %s', (_, given, kind) => {
    expect(standingOf(anIdentity('email', given), candidate, now).kind).toBe(kind);
  });
});

describe('whose lead a capture is about', () => {
  const resolved = (external: Given, email: Given) =>
    resolve([anIdentity('external', external), anIdentity('email', email)], candidate, now);
  const held = (of: string): Given => ({ of, lead: 'bears it' });
  const promised = (of: string, ageSeconds = 30): Given => ({ of, ageSeconds });

  it.each([
    ['nobody is known: a new lead', {}, {}, candidate, ['external', 'email']],
    ['the external id is known', held(other), {}, other, ['email']],
    ['the e-mail is known', {}, held(other), other, ['external']],
    ['both are known, as one', held(other), held(other), other, []],
    ['a crash left a promise: it is adopted', promised(other), {}, other, ['external', 'email']],
    ['a crash left an e-mail: it is adopted', {}, promised(other), other, ['external', 'email']],
    [
      'an old promise yields to a known lead',
      promised(third, 61),
      held(other),
      other,
      ['external'],
    ],
    ['our own claims stand', { of: candidate, byUs: true }, {}, candidate, ['email']],
    [
      'our own old claims are made anew',
      { of: candidate, byUs: true, ageSeconds: 61 },
      {},
      candidate,
      ['external', 'email'],
    ],
  ] as const)('%s', (_, external, email, leadId, toClaim) => {
    const resolution = resolved(external, email);
    expect(resolution).toMatchObject({ kind: 'resolved', leadId });
    const claims = resolution.kind === 'resolved' ? resolution.toClaim : [];
    expect(claims.map(({ identity }) => identity.kind)).toEqual(toClaim);
    expect(resolution).not.toHaveProperty('conflict');
  });

  it('two leads are known: the external id decides, and the e-mail stays where it is', () => {
    const resolution = resolved(held(other), held(third));
    expect(resolution).toMatchObject({ kind: 'resolved', leadId: other, conflict: third });
    expect(resolution.kind === 'resolved' && resolution.identities).toHaveLength(1);
  });

  it.each([
    ['another command is at one of them', { of: other, ageSeconds: 1 }, {}],
    ['a promise contradicts a known lead and may still be kept', promised(third), held(other)],
    ['two promises contradict each other', promised(other), promised(third)],
  ])('waits while %s', (_, external, email) => {
    expect(resolved(external, email)).toEqual({ kind: 'wait' });
  });
});
