import { evolveClaim } from './identity';
import { idOf } from './given-when-then.spec-support';

it('an identity belongs to the lead that claimed it last', () => {
  const claims = [1, 2].map((version) => ({
    type: 'IdentityClaimed' as const,
    data: { leadId: idOf(100 + version), kind: 'email' as const },
    id: idOf(version),
    version,
    recordedAt: `2026-05-01T00:0${version}:00.000Z`,
  }));
  expect(claims.reduce(evolveClaim, null)).toEqual({
    leadId: idOf(102),
    eventId: idOf(2),
    recordedAt: '2026-05-01T00:02:00.000Z',
  });
});
