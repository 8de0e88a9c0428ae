import { randomBytes } from 'node:crypto';
import { hashIdentities, normalisedEmail, normalisedExternal } from './identity';

const key = randomBytes(32);
const hashOf = (email: string) => hashIdentities(key, { email })[0]!.hash;

describe('an identity', () => {
  it('is the same however an address is spelt', () => {
    expect(normalisedEmail('  AOI@Example.COM ')).toBe('aoi@example.com');
    expect(hashOf('aoi@example.com')).toBe(hashOf(' Aoi@EXAMPLE.com'));
    expect(hashOf('ju\u0308rgen@example.com')).toBe(hashOf('jürgen@example.com'));
  });

  it('keeps the case of an external id', () => {
    expect(normalisedExternal({ system: 'crm', id: ' 003a ' })).toBe('crm:003a');
    expect(normalisedExternal({ system: 'crm', id: '003A' })).not.toBe('crm:003a');
  });

  it('is given in the one fixed order, external before e-mail', () => {
    const hashed = hashIdentities(key, {
      email: 'aoi@example.com',
      external: { system: 'crm', id: '1' },
    });
    expect(hashed.map(({ kind }) => kind)).toEqual(['external', 'email']);
  });

  it('cannot be tested by somebody without the key, nor taken for one of another kind', () => {
    const other = hashIdentities(randomBytes(32), { email: 'aoi@example.com' });
    expect(other[0]!.hash).not.toBe(hashOf('aoi@example.com'));
    const external = hashIdentities(key, { external: { system: 'a', id: 'b' } })[0]!.hash;
    expect(external).not.toBe(hashOf('a:b'));
  });
});
