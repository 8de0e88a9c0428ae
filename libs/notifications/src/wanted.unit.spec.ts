import fc from 'fast-check';
import { messageOfType } from '../testing/messages';
import { type NotificationRule } from './notification-rule';
import { derivedNotificationId, type Recipient, recipientKey, wantedBy } from './wanted';

const warned = messageOfType('SlaWarned');
const nobody = { assignee: null };
const mika = { assignee: 'mika' };
const sales = { address: 'sales@example.com', language: 'ja' } as const;
const ken = { address: 'ken@example.com', language: 'en' } as const;

function rule(name: string, more: Partial<NotificationRule> = {}): NotificationRule {
  return { rule: name, on: warned.type, where: [], to: 'assignee', by: 'mail', ...more };
}
const where = (dotted: string, ...values: NotificationRule['where'][number]['values']) => ({
  where: [{ path: dotted.split('.'), values }],
});
const person = (subject: string, department: 'inside_sales' | 'sales', address: string) => ({
  subject,
  department,
  address,
});
const namesOf = (rules: NotificationRule[], message = warned) =>
  wantedBy(rules, message, mika).map((wanted) => wanted.rule);

it('whoever has the lead is told, and nobody when nobody has it', () => {
  expect(wantedBy([rule('late')], warned, mika)).toEqual([
    { rule: 'late', channel: 'mail', recipient: { kind: 'person', subject: 'mika' } },
  ]);
  expect(wantedBy([rule('late')], warned, nobody)).toEqual([]);
});

it('a message that names whom the lead is given to, or taken from, is for them', () => {
  for (const type of ['LeadAssigned', 'LeadPutBack'] as const) {
    const message = messageOfType(type, { assignee: 'ken' });
    const [wanted] = wantedBy([rule('whose', { on: message.type })], message, mika);
    expect(wanted!.recipient).toEqual({ kind: 'person', subject: 'ken' });
  }
});

it('everybody of a list is told, and a channel that leads to one place', () => {
  const rules = [
    rule('list', { to: [sales, ken] }),
    rule('crm', { to: 'channel', by: 'crm' }),
    rule('chat', { to: 'channel', by: 'chat' }),
  ];
  expect(wantedBy(rules, warned, nobody)).toEqual([
    { rule: 'list', channel: 'mail', recipient: { kind: 'address', ...sales } },
    { rule: 'list', channel: 'mail', recipient: { kind: 'address', ...ken } },
    { rule: 'crm', channel: 'crm', recipient: { kind: 'channel' } },
    { rule: 'chat', channel: 'chat', recipient: { kind: 'channel' } },
  ]);
});

it('everybody of a department is told, as the file of people has them', () => {
  const rules = [rule('team', { to: { department: 'sales' } })];
  const people = [
    person('ren', 'sales', 'ren@example.com'),
    person('mika', 'inside_sales', 'mika@example.com'),
    person('mori', 'sales', 'mori@example.com'),
  ];
  const told = wantedBy(rules, warned, nobody, people).map(({ recipient }) => recipient);
  expect(told).toEqual([
    { kind: 'person', subject: 'ren' },
    { kind: 'person', subject: 'mori' },
  ]);
});

it('each is told once by each channel, by the first rule that says so', () => {
  const rules = [
    rule('first', { to: [sales] }),
    rule('second', { to: [{ ...sales, address: 'Sales@example.com' }, ken] }),
    rule('third', { to: [sales], by: 'other' }),
    rule('fourth'),
    rule('fifth'),
  ];
  expect(namesOf(rules)).toEqual(['first', 'second', 'third', 'fourth']);
});

describe('a mailbox', () => {
  const people = [
    person('mika', 'inside_sales', 'Mika@example.com'),
    person('ren', 'sales', 'front@example.com'),
    person('mori', 'sales', 'Front@Example.com'),
  ];
  const mailbox = { address: 'mika@Example.com', language: 'en' } as const;
  const toldBy = (...rules: readonly NotificationRule[]) =>
    wantedBy(rules, warned, mika, people).map(({ rule, recipient }) => [rule, recipient]);

  it('gets one mail of what happened, meant for a person or for their address, by the first rule', () => {
    const list = rule('list', { to: [mailbox, ken] });
    const rest = ['list', { kind: 'address', ...ken }];
    const asPerson = { kind: 'person', subject: 'mika' };
    expect(toldBy(rule('yours'), list)).toEqual([['yours', asPerson], rest]);
    expect(toldBy(list, rule('yours'))).toEqual([['list', { kind: 'address', ...mailbox }], rest]);
    const team = rule('team', { to: { department: 'inside_sales' } });
    expect(toldBy(team, list)).toEqual([['team', asPerson], rest]);
  });

  it('that two people share gets one mail', () =>
    expect(toldBy(rule('team', { to: { department: 'sales' } }))).toEqual([
      ['team', { kind: 'person', subject: 'ren' }],
    ]));

  it('gets one by each channel', () =>
    expect(toldBy(rule('yours'), rule('other', { to: [mailbox], by: 'other' }))).toHaveLength(2));
});

it('a rule is for one kind of message', () => {
  expect(namesOf([rule('won', { on: 'com.tasuki.lead.deal-won.v1' })])).toEqual([]);
});

it('all conditions of a rule must hold, each by one of its values', () => {
  const rules = [
    rule('sla', where('sla', 'sqlDecision', 'firstContact')),
    rule('other sla', where('sla', 'sqlDecision')),
    rule('cycle', where('cycle', 1)),
    rule('cycle as text', where('cycle', '1')),
    rule('within', where('actor.subject', 'tasuki-clock')),
    rule('none', where('actor.department', null)),
    rule('too deep', where('sla.x', null)),
    rule('inherited', where('actor.constructor', 'x', null)),
    rule('both', { where: [...where('cycle', 1).where, ...where('sla', 'sqlDecision').where] }),
  ].map((one) => ({ ...one, by: one.rule }));
  expect(namesOf(rules)).toEqual(['sla', 'cycle', 'within', 'none']);
});

it('nobody is told of history that was imported', () => {
  const rules = [rule('all'), rule('crm', { to: 'channel', by: 'crm' })];
  expect(namesOf(rules, messageOfType('SlaWarned', { imported: true }))).toEqual([]);
});

describe('the id of a notification', () => {
  const recipients = fc.oneof(
    fc.record({ kind: fc.constant('person' as const), subject: fc.string({ minLength: 1 }) }),
    fc.record({
      kind: fc.constant('address' as const),
      address: fc.constantFrom('a@example.com', 'b@example.com'),
      language: fc.constant('en' as const),
    }),
    fc.constant<Recipient>({ kind: 'channel' }),
  );
  const idOf = (recipient: Recipient, channel: string) =>
    derivedNotificationId(warned.id, recipientKey(recipient), channel);

  it('is the same for the same message, recipient and channel, and for nothing else', () => {
    const channels = fc.constantFrom('mail', 'chat');
    fc.assert(
      fc.property(recipients, channels, recipients, channels, (one, by, other, byOther) => {
        const isSame = recipientKey(one) === recipientKey(other) && by === byOther;
        expect(idOf(one, by) === idOf(other, byOther)).toBe(isSame);
      }),
    );
    expect(derivedNotificationId('x', 'channel', 'crm')).not.toBe(
      derivedNotificationId('y', 'channel', 'crm'),
    );
  });

  it('stays what was recorded under it, or a message that comes again tells somebody twice', () =>
    expect(
      [
        { kind: 'person', subject: 'mika' } as const,
        { kind: 'address', address: 'Sales@example.com', language: 'ja' } as const,
        { kind: 'channel' } as const,
      ].map((recipient) => idOf(recipient, 'mail')),
    ).toEqual([
      '8fdb5582-ee84-5e04-8a8f-f8ccdab47aa2',
      '9c5ef61c-3c80-5e90-b63d-ef50857aa970',
      'f19b722a-1786-5093-b2f6-cf74cb52db6b',
    ]));

  it('is not forged by what a person is called', () =>
    expect(idOf({ kind: 'person', subject: 'a"\nmail' }, 'x')).not.toBe(
      idOf({ kind: 'person', subject: 'a' }, 'mail"\nx'),
    ));
});
