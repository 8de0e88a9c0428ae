import { refOf, versionZero } from '@tasuki/definition';
import { departments } from '@tasuki/domain';
import fc from 'fast-check';
import { agreed, inForce, mustBeConnected } from './definitions.spec-support';
import { idOf, now } from './given-when-then.spec-support';
import { type LeadCommand } from './lead.commands';
import * as commands from './lead.commands.spec-support';
import { email, external, sealed } from './lead.events.spec-support';
import { slaTimerKinds } from './sla.values';
import { handoffs, type Identity, seniorities } from './lead.values';

const strict = agreed(1, { threshold: 80 });
const demanding = mustBeConnected(2);

/** One definition follows the other while the commands of a walk are decided. */
export const definitions = inForce(
  versionZero,
  [instantOf(10), strict],
  [instantOf(25), demanding],
);

/** When the n-th command of a walk is decided: one every seven hours. */
export function instantOf(step: number): string {
  return new Date(Date.parse(now) + step * 7 * 3_600_000).toISOString();
}

/** Some of the fields, or all, or none. */
const some = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;

const text = fc.constantFrom('one', 'two').map(sealed);
const slug = fc.constantFrom('web', 'phone', 'trade_fair');
const label = fc.constantFrom('Aoyama KK', 'guide', 'CTO');
const verdict = fc.constantFrom('met' as const, 'not_met' as const, 'unknown' as const);
/** From years ago to some days ahead, so that some commands are refused. */
const instant = fc.constantFrom(
  '2021-06-01T10:00:00+09:00',
  '2026-05-01T17:59:00+09:00',
  '2026-05-06T18:20:00+09:00',
);
const date = fc.constantFrom('2026-04-30', '2026-05-01');
const money = fc.constantFrom({ amount: '300000', currency: 'JPY' });
const why = { note: text };
const imported = fc.constantFrom('import' as const);

const personFields = { name: text, email: text, phone: text, role: label };
const companyFields = { name: label, industry: slug, region: slug };
const employees = fc.constantFrom(1, 50);
const seniority = fc.constantFrom(...seniorities);
const orNull = <T extends Record<string, fc.Arbitrary<unknown>>>(fields: T) =>
  some(
    Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, fc.option(value)])),
  );
const identities = fc
  .tuple(fc.constantFrom(null, '7', '8'), fc.constantFrom(null, 'a', 'b'))
  .map(([id, letter]) => [...(id ? [external(id)] : []), ...(letter ? [email(letter)] : [])]);
const isEmail = ({ kind }: Identity) => kind === 'email';
const consent = fc.record(
  {
    purpose: fc.constantFrom('newsletter', 'calls'),
    given: fc.boolean(),
    basis: slug,
    occurredAt: instant,
  },
  { requiredKeys: ['purpose', 'given'] },
);
const source = some({ channel: slug, campaign: label, form: label });

const capture = some({
  person: some({ ...personFields, seniority }),
  company: some({ ...companyFields, employees }),
  consents: fc.uniqueArray(consent, { maxLength: 2, selector: ({ purpose }) => purpose }),
  source,
  identities,
  identityConflict: fc.constant({ otherLeadId: idOf(999) }),
  occurredAt: instant,
});

const facts: fc.Arbitrary<LeadCommand> = fc.oneof(
  capture.map(commands.captureLead),
  some({
    person: orNull({ ...personFields, seniority }),
    company: orNull({ ...companyFields, employees }),
    identities,
    occurredAt: instant,
    by: imported,
  })
    .map(commands.changeProfile)
    .filter(({ person, identities: set }) => !(person?.email === null && set.some(isEmail))),
  consent.map(commands.changeConsent),
  some({ asset: label, source: slug, note: text, occurredAt: instant, by: imported }).map(
    commands.recordActivity,
  ),
  fc.integer({ min: 1, max: 9 }).map((n) => commands.retractActivity(idOf(n))),
  some(why).map(commands.giveFeedback),
  some({
    assignee: fc.constantFrom('aiko', 'ken'),
    department: fc.constantFrom(...departments),
    ...why,
  }).map(commands.assignLead),
  some({ rule: label, handoff: fc.constantFrom(...handoffs) }).map(commands.assignByRule),
  some({ assignee: fc.constantFrom('aiko', 'ken') }).map(commands.claimLead),
  some(why).map(commands.putBackLead),
);

const scores: fc.Arbitrary<LeadCommand> = fc
  .record({
    fact: fc.integer({ min: 1, max: 40 }),
    total: fc.constantFrom(0, 10, 49.99, 50, 80),
    definition: fc.constantFrom(...[versionZero, strict, demanding].map(refOf)),
  })
  .map(commands.recordScore);

const forward: fc.Arbitrary<LeadCommand> = fc.oneof(
  some(why).map(commands.promoteLead),
  some({
    outcome: fc.constantFrom('connected', 'no_answer'),
    occurredAt: instant,
    ...why,
  }).map(commands.recordContact),
  some({ budget: verdict, authority: verdict, need: verdict, timing: verdict }).map(
    commands.assessBant,
  ),
  some({ override: fc.record({ reason: slug, note: text }), occurredAt: instant }).map(
    commands.qualifyLead,
  ),
  some({ owner: label, occurredAt: instant }).map(commands.acceptLead),
  some({ value: money, closedOn: date, product: label, occurredAt: instant }).map(commands.winDeal),
);

const back: fc.Arbitrary<LeadCommand> = fc.oneof(
  some(why).map(commands.returnLead),
  some(why).map(commands.recycleLead),
  some(why).map(commands.disqualifyLead),
  some(why).map(commands.reopenLead),
  some(why).map(commands.correctOutcome),
  some({ competitor: label, closedOn: date, occurredAt: instant, ...why }).map(commands.loseDeal),
  some({ lifetimeValue: money, churnedOn: date }).map(commands.recordCustomerValue),
);

const history: fc.Arbitrary<LeadCommand> = fc
  .tuple(
    fc.constantFrom('mql', 'contacted', 'sql', 'accepted', 'won', 'lost', 'disqualified'),
    some({
      reachedAt: some({ mql: instant, won: instant }),
      owner: label,
      deal: some({ value: money, closedOn: date, reason: slug }),
    }),
  )
  .map(([target, said]) => commands.importHistory(target, said));

/** Stands for the last SLA of whatever lead the command is sent to. */
export const itsSla = 'its last SLA';

const deadlines: fc.Arbitrary<LeadCommand> = fc.oneof(
  some(why).map((said) => commands.pauseSla(itsSla, said)),
  fc.constant(commands.resumeSla(itsSla)),
  some({ dueAt: fc.constantFrom('2026-05-10T00:00:00Z', '2026-06-01T09:00:00+09:00'), ...why }).map(
    (said) => commands.replanSla(itsSla, said),
  ),
  fc.constantFrom(...slaTimerKinds).map((timer) => commands.recordSlaTimer(itsSla, timer)),
);

export const anyCommand = fc.oneof(
  { weight: 3, arbitrary: facts },
  { weight: 1, arbitrary: scores },
  { weight: 6, arbitrary: forward },
  { weight: 2, arbitrary: back },
  { weight: 3, arbitrary: deadlines },
  { weight: 1, arbitrary: history },
);

/** What may happen to one lead, from its capture on, live or by an import first. */
export const walk: fc.Arbitrary<LeadCommand[]> = fc
  .tuple(
    capture.map(commands.captureLead),
    fc.option(history),
    fc.array(anyCommand, { maxLength: 50, size: 'max' }),
  )
  .map(([first, past, rest]) =>
    past === null ? [first, ...rest] : [{ ...first, by: 'import' }, past, ...rest],
  );
