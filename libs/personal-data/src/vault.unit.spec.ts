import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { type PersonalField, vaultOf } from './vault';

const leadId = '0b9c3c53-5a0f-5c7e-9a4e-7b7c6a3b1d11';
const otherLead = '0b9c3c53-5a0f-5c7e-9a4e-7b7c6a3b1d12';
const key = randomBytes(32);
const vault = vaultOf(leadId, key);
const fields: PersonalField[] = ['name', 'email', 'phone', 'note'];

describe('a vault', () => {
  it('opens what it sealed, whatever the text', () => {
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.string({ unit: 'grapheme' }), (field, text) => {
        expect(vault.open(field, vault.seal(field, text))).toBe(text);
      }),
    );
  });

  it('gives equal text for equal text, so that the domain compares without reading', () => {
    expect(vault.seal('name', '田中 葵')).toBe(vault.seal('name', '田中 葵'));
  });

  it('tells apart another text, field, lead and key', () => {
    const sealed = [
      vault.seal('name', 'aoi'),
      vault.seal('name', 'aoi '),
      vault.seal('email', 'aoi'),
      vaultOf(otherLead, key).seal('name', 'aoi'),
      vaultOf(leadId, randomBytes(32)).seal('name', 'aoi'),
    ];
    expect(new Set(sealed).size).toBe(sealed.length);
  });

  it.each([
    ['of another field', () => vault.open('email', vault.seal('name', 'aoi'))],
    ['of another lead', () => vaultOf(otherLead, key).open('name', vault.seal('name', 'aoi'))],
    [
      'under another key',
      () => vaultOf(leadId, randomBytes(32)).open('name', vault.seal('name', 'aoi')),
    ],
    ['that was changed', () => vault.open('name', changed(vault.seal('name', 'aoi')))],
    ['that is plain', () => vault.open('name', 'aoi')],
  ])('does not open text %s', (_, open) => {
    expect(open).toThrow();
  });

  it('hashes a body by its meaning: key order and spelling of numbers do not count', () => {
    expect(vault.hashBody({ a: 1, b: [1.0] })).toBe(vault.hashBody({ b: [1], a: 1 }));
    expect(vault.hashBody({ a: 1 })).not.toBe(vault.hashBody({ a: 2 }));
    expect(vault.hashBody({ a: 1 })).not.toBe(
      vaultOf(otherLead, randomBytes(32)).hashBody({ a: 1 }),
    );
  });
});

function changed(sealed: string): string {
  const at = sealed.length - 5;
  return sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
}
