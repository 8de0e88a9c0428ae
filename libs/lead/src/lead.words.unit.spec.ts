import { assertStorable, idOf } from './given-when-then.spec-support';
import { type LeadEvent, leadEvents } from './lead.events';
import * as told from './lead.events.spec-support';
import { describe as inWords } from './lead.words';

const { email, external, sealed } = told;
const note = sealed('a secret');
const person = { name: note, email: note, phone: note };
const otherLeadId = idOf(9);
const yen = { amount: '1200000', currency: 'JPY' };
const noted = { verdict: 'met', note } as const;

const sentences: readonly (readonly [LeadEvent, string])[] = [
  [told.captured(), 'captured'],
  [
    told.captured({
      person,
      source: {
        channel: 'web',
        campaign: 'spring',
        form: 'contact',
        external: { system: 'crm', id: '7' },
      },
      company: { name: 'Aoyama KK' },
      identityConflict: { otherLeadId },
    }),
    'captured through web, campaign “spring”, form “contact”, at Aoyama KK, known as 7 in crm, ' +
      `its e-mail belongs to lead ${otherLeadId}`,
  ],
  [
    told.profileChanged({
      person: { ...person, role: null },
      company: { employees: 9 },
      identitiesSet: [external('7'), email('b')],
      identitiesDropped: [email('a')],
    }),
    'profile: name, email, phone, role, company employees changed, external identity added, ' +
      'email identity added, email identity dropped (from person)',
  ],
  [
    told.profileChanged({ from: 'form', identityConflict: { otherLeadId } }),
    `profile: its e-mail belongs to lead ${otherLeadId} (from form)`,
  ],
  [told.consentChanged(), 'consent to newsletter given'],
  [told.consentChanged({ given: false }), 'consent to newsletter withdrawn'],
  [told.activity({ note }), 'document_downloaded'],
  [
    told.activity({ asset: 'price list', source: 'web' }),
    'document_downloaded “price list” through web',
  ],
  [told.retracted(idOf(2)), `activity ${idOf(2)} no longer counts: spam`],
  [
    told.scored({ fact: 3, total: 35, behaviour: 20, attribute: 15 }),
    'scored 35 (behaviour 20, attributes 15) for the fact at version 3, ' +
      'definition 0 (6eeccab3), provisional',
  ],
  [
    told.scored({ total: 0, definition: { version: 2, hash: '2'.repeat(64) } }),
    'scored 0 (behaviour 0, attributes 0) for the fact at version 1, definition 2 (22222222)',
  ],
  [told.mql({ score: 55 }), 'marketing qualified: 55 of 50 points'],
  [
    told.mql({ by: 'person', reason: 'raised_hand', note }),
    'marketing qualified by a person: raised_hand',
  ],
  [
    told.mql({ by: 'import', score: null, threshold: null, definition: null }),
    'marketing qualified, as imported',
  ],
  [told.assigned({ note }), 'assigned to aiko (inside_sales)'],
  [
    told.assigned({ by: { kind: 'rule', rule: 'kanto' }, reason: 'region' }),
    'assigned to aiko (inside_sales) by rule kanto: region',
  ],
  [told.attempted({ attempt: 2, note }), 'contact attempt 2 by phone: no_answer'],
  [told.contacted(), 'contact attempt 1 by phone: connected; the first contact of this MQL'],
  [
    {
      type: 'BantAssessed',
      data: {
        cycle: 1,
        budget: noted,
        authority: noted,
        need: noted,
        timing: { verdict: 'unknown' },
      },
    },
    'BANT assessed: budget met, authority met, need met, timing unknown',
  ],
  [told.sql(), 'sales qualified'],
  [
    told.sql({ override: { reason: 'known_customer', note } }),
    'sales qualified, criteria overridden: known_customer',
  ],
  [told.accepted(), 'accepted by sales'],
  [told.accepted({ owner: 'mika' }), 'accepted by sales, owner mika'],
  [told.returned({ note }), 'returned by sales: no_budget'],
  [told.recycled(2), 'recycled into nurturing, cycle 2: not_now'],
  [told.disqualified({ note }), 'disqualified: competitor'],
  [told.reopened(3), 'reopened, cycle 3: came_back'],
  [told.won(), 'deal won'],
  [
    told.won({ value: yen, product: 'Sash', closedOn: '2026-04-30' }),
    'deal won worth 1200000 JPY, Sash, closed on 2026-04-30',
  ],
  [told.lost({ note }), 'deal lost: price'],
  [told.lost({ competitor: 'Obi' }), 'deal lost: price, to Obi'],
  [told.corrected({ note }), 'outcome corrected, back to accepted: typing_error'],
  [
    {
      type: 'CustomerValueRecorded',
      data: { cycle: 1, lifetimeValue: yen, churnedOn: '2026-03-31', asOf: '2026-04-30' },
    },
    'customer value 1200000 JPY as of 2026-04-30, churned on 2026-03-31',
  ],
  [{ type: 'SalesFeedbackGiven', data: { rating: 2, note } }, 'feedback: quality 2 of 5'],
];

it.each(sentences.map(([event, words]) => ({ event, words })))(
  '$event.type says “$words”',
  ({ event, words }) => {
    assertStorable(event);
    expect(inWords(event)).toBe(words);
  },
);

it('there are words for every event', () => {
  const said = new Set(sentences.map(([{ type }]) => type));
  expect([...said].sort()).toEqual(Object.keys(leadEvents).sort());
});

it('sealed text is never shown', () => {
  const sealedEvents = sentences.filter(([event]) => JSON.stringify(event).includes('sealed.v1.'));
  expect(sealedEvents.length).toBeGreaterThan(10);
  for (const [event] of sealedEvents) expect(inWords(event)).not.toContain('sealed');
});
