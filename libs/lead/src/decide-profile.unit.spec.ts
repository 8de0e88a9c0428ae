import { given } from './given-when-then.spec-support';
import { changeConsent, changeProfile } from './lead.commands.spec-support';
import {
  captured,
  consentChanged,
  email,
  external,
  profileChanged,
  sealed,
} from './lead.events.spec-support';

const aiko = captured({
  person: { name: sealed('Aiko'), email: sealed('aiko@example.jp'), role: 'Buyer' },
  company: { name: 'Aoyama KK', employees: 120 },
  identities: [external('7'), email('a')],
});

describe('changing a profile', () => {
  it('records only the fields that differ', () =>
    given(aiko)
      .when(
        changeProfile({
          person: { name: sealed('Aiko'), role: 'CTO' },
          company: { name: 'Aoyama KK', employees: 150, region: 'kanto' },
          from: 'enrichment',
        }),
      )
      .then(
        profileChanged({
          person: { role: 'CTO' },
          company: { employees: 150, region: 'kanto' },
          from: 'enrichment',
        }),
      ));

  it('to what it is already does nothing', () =>
    given(aiko)
      .when(changeProfile({ person: { role: 'Buyer' }, company: { employees: 120 } }))
      .thenNothing());

  it('is judged by the last word on each field', () =>
    given(aiko, profileChanged({ person: { role: 'CTO' } }))
      .when(changeProfile({ person: { role: 'Buyer' } }))
      .then(profileChanged({ person: { role: 'Buyer' } })));

  it('takes a field away with null', () =>
    given(aiko)
      .when(changeProfile({ company: { employees: null } }))
      .then(profileChanged({ company: { employees: null } })));

  it('takes away nothing where nothing is', () =>
    given(aiko, profileChanged({ company: { employees: null } }))
      .when(changeProfile({ person: { phone: null }, company: { employees: null } }))
      .thenNothing());

  it('leaves alone what is not said, even when it is said as undefined', () =>
    given(aiko)
      .when(changeProfile({ person: { role: undefined }, company: { region: undefined } }))
      .thenNothing());

  it('carries the time it has, and the mark of an import', () => {
    const when = { occurredAt: '2024-02-01T09:00:00+09:00', by: 'import' } as const;
    given(captured({ by: 'import' }))
      .when(changeProfile({ person: { role: 'CTO' }, ...when }))
      .then(profileChanged({ person: { role: 'CTO' }, ...when }));
  });
});

describe('an e-mail', () => {
  const other = sealed('aiko@example.com');

  it('that is new takes the place of the former one', () =>
    given(aiko)
      .when(changeProfile({ person: { email: other }, identities: [email('b')] }))
      .then(
        profileChanged({
          person: { email: other },
          identitiesSet: [email('b')],
          identitiesDropped: [email('a')],
        }),
      ));

  it('written otherwise is still the same identity', () => {
    const shouted = sealed('AIKO@example.jp');
    given(aiko)
      .when(changeProfile({ person: { email: shouted }, identities: [email('a')] }))
      .then(profileChanged({ person: { email: shouted } }));
  });

  it('taken away gives the identity up, and the external id stays', () =>
    given(aiko)
      .when(changeProfile({ person: { email: null } }))
      .then(profileChanged({ person: { email: null }, identitiesDropped: [email('a')] })));

  it('given up can be taken again', () =>
    given(aiko, profileChanged({ person: { email: null }, identitiesDropped: [email('a')] }))
      .when(changeProfile({ person: { email: other }, identities: [email('a')] }))
      .then(profileChanged({ person: { email: other }, identitiesSet: [email('a')] })));
});

describe('consent', () => {
  const agreed = { purpose: 'newsletter', given: true, basis: 'consent' };

  it('is recorded with basis, source and time', () => {
    const said = { ...agreed, source: 'trade_fair', occurredAt: '2026-04-30T10:00:00+09:00' };
    given(aiko).when(changeConsent(said)).then(consentChanged(said));
  });

  it('given twice is given once', () =>
    given(aiko, consentChanged(agreed)).when(changeConsent(agreed)).thenNothing());

  it('given at capture is given already', () =>
    given(captured({ consents: [agreed] }))
      .when(changeConsent(agreed))
      .thenNothing());

  it('can be withdrawn and given again', () => {
    const withdrawn = { ...agreed, given: false };
    given(aiko, consentChanged(agreed))
      .when(changeConsent(withdrawn))
      .then(consentChanged(withdrawn));
    given(aiko, consentChanged(agreed), consentChanged(withdrawn))
      .when(changeConsent(agreed))
      .then(consentChanged(agreed));
  });

  it('on another basis, or for another purpose, is news', () => {
    const basis = { ...agreed, basis: 'legitimate_interest' };
    const purpose = { ...agreed, purpose: 'calls' };
    given(aiko, consentChanged(agreed)).when(changeConsent(basis)).then(consentChanged(basis));
    given(aiko, consentChanged(agreed)).when(changeConsent(purpose)).then(consentChanged(purpose));
  });

  it('that was refused is recorded even if nobody had asked before', () =>
    given(aiko)
      .when(changeConsent({ given: false }))
      .then(consentChanged({ given: false })));
});
