import { refuse } from '@tasuki/domain';
import { refOf } from './definition';
import { builtInOnly } from './in-force';
import { versionZero } from './version-zero';

describe('where nothing has been activated', () => {
  it('version 0 is in force at every instant', () => {
    expect(builtInOnly.inForceAt('2026-05-01T01:00:00.000Z')).toBe(versionZero);
    expect(builtInOnly.inForceAt('1999-01-01T00:00:00.000Z')).toBe(versionZero);
  });

  it('version 0 is found by the reference that events carry', () => {
    expect(builtInOnly.byRef(refOf(versionZero))).toBe(versionZero);
  });

  it.each([
    ['a hash that was never shipped', { version: 0, hash: 'f'.repeat(64) }],
    ['the right hash under another version', { version: 3, hash: versionZero.hash }],
  ])('%s is unknown, and the refusal names both', (_, ref) => {
    expect(() => builtInOnly.byRef(ref)).toThrow(
      refuse(
        'unknown_definition',
        `no definition has version ${ref.version} and hash ${ref.hash}`,
        ref,
      ),
    );
  });
});
