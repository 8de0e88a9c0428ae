import { given, now } from './given-when-then.spec-support';
import { captureLead } from './lead.commands.spec-support';
import {
  activity,
  captured,
  consentChanged,
  email,
  external,
  profileChanged,
  sealed,
  storyOf,
} from './lead.events.spec-support';

const aiko = { name: sealed('Aiko'), email: sealed('aiko@example.jp') };
const yesterday = '2026-04-30T18:00:00+09:00';

describe('capturing a new lead', () => {
  it('keeps all that the source knows', () => {
    const known = {
      source: { channel: 'web', form: 'contact', external: { system: 'crm', id: '7' } },
      person: { ...aiko, seniority: 'director' },
      company: { name: 'Aoyama KK', industry: 'software', employees: 120 },
      consents: [{ purpose: 'newsletter', given: true, basis: 'consent' }],
      identities: [external('7'), email('a')],
      occurredAt: yesterday,
    } as const;
    const lists = { consents: [...known.consents], identities: [...known.identities] };
    given()
      .when(captureLead(known))
      .then(captured({ ...known, ...lists }));
  });

  it('needs neither person nor company, and happened now if nobody says when', () =>
    given()
      .when(captureLead())
      .then(captured({ occurredAt: now })));

  it('begins in nurturing', () => given().when(captureLead()).thenStage('nurturing'));

  it('from an import is history', () =>
    given()
      .when(captureLead({ by: 'import', occurredAt: yesterday }))
      .then(captured({ by: 'import', occurredAt: yesterday })));
});

describe('capturing a known lead', () => {
  const known = captured({ person: aiko, identities: [email('a')] });
  const again = { person: aiko, identities: [email('a')], occurredAt: yesterday };

  it('who says nothing new adds nothing', () =>
    given(known).when(captureLead(again)).thenNothing());

  it('records what differs, and from where', () =>
    given(known)
      .when(captureLead({ ...again, person: { ...aiko, role: 'CTO' }, company: { employees: 9 } }))
      .then(
        profileChanged({
          person: { role: 'CTO' },
          company: { employees: 9 },
          from: 'form',
          occurredAt: yesterday,
        }),
      ));

  it('does not forget what this form did not ask', () =>
    given(known)
      .when(captureLead({ identities: [email('a')] }))
      .thenNothing());

  it('records the form as an activity', () =>
    given(known)
      .when(captureLead({ ...again, source: { form: 'white paper', channel: 'web' } }))
      .then(
        activity({
          activityType: 'form_submitted',
          asset: 'white paper',
          source: 'web',
          occurredAt: yesterday,
        }),
      ));

  it('adds the external id', () =>
    given(known)
      .when(captureLead({ ...again, identities: [external('7'), email('a')] }))
      .then(
        profileChanged({ identitiesSet: [external('7')], from: 'form', occurredAt: yesterday }),
      ));

  it('by the external id puts the new e-mail in the former one’s place', () => {
    const other = sealed('aiko@example.com');
    given(captured({ person: aiko, identities: [external('7'), email('a')] }))
      .when(
        captureLead({
          person: { ...aiko, email: other },
          identities: [external('7'), email('b')],
          occurredAt: yesterday,
        }),
      )
      .then(
        profileChanged({
          person: { email: other },
          identitiesSet: [email('b')],
          identitiesDropped: [email('a')],
          from: 'form',
          occurredAt: yesterday,
        }),
      );
  });

  it('whose e-mail belongs to another lead records the conflict', () => {
    const identityConflict = { otherLeadId: '00000000-0000-4000-8000-0000000000ff' };
    given(captured({ identities: [external('7')] }))
      .when(captureLead({ identities: [external('7')], identityConflict, occurredAt: yesterday }))
      .then(profileChanged({ identityConflict, from: 'form', occurredAt: yesterday }));
  });

  it('records a consent that differs, as of the capture unless it has its own time', () =>
    given(captured({ consents: [{ purpose: 'newsletter', given: true }] }))
      .when(
        captureLead({
          consents: [
            { purpose: 'newsletter', given: true },
            { purpose: 'calls', given: true },
            { purpose: 'events', given: false, occurredAt: now },
          ],
          occurredAt: yesterday,
        }),
      )
      .then(
        consentChanged({ purpose: 'calls', given: true, occurredAt: yesterday }),
        consentChanged({ purpose: 'events', given: false, occurredAt: now }),
      ));

  it('from an import marks everything as imported', () => {
    const by = 'import';
    const consent = { purpose: 'newsletter', given: true };
    given(captured({ by }))
      .when(
        captureLead({
          person: { role: 'CTO' },
          consents: [consent],
          source: { form: 'contact' },
          occurredAt: yesterday,
          by,
        }),
      )
      .then(
        profileChanged({ person: { role: 'CTO' }, from: 'form', occurredAt: yesterday, by }),
        consentChanged({ ...consent, occurredAt: yesterday, by }),
        activity({
          activityType: 'form_submitted',
          asset: 'contact',
          occurredAt: yesterday,
          by,
        }),
      );
  });

  it('leaves a lost lead lost', () =>
    given(...storyOf.lost)
      .when(captureLead({ source: { form: 'contact' } }))
      .thenStage('lost'));
});
