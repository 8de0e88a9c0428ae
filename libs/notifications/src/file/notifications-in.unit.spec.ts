import { SettingsUnreadable } from '@tasuki/platform';
import { rangeIn } from '../http/address-guard';
import { notificationsIn } from './notifications-in';

const secret = `whsec_${Buffer.alloc(24, 'a').toString('base64')}`;
const other = `whsec_${Buffer.alloc(64, 'b').toString('base64')}`;
const mail = { kind: 'email', smtp: 'smtp://mail.example.com', from: 'leads@example.com' };
const chat = { kind: 'slack', url: 'https://hooks.slack.com/services/T0/B0/token', language: 'ja' };
const crm = { kind: 'webhook', url: 'https://crm.example.com/hooks', secrets: [secret] };
const sales = { addresses: ['sales@example.com', 'ken@example.com'], language: 'ja' };
const rule = { rule: 'won', on: 'deal-won', by: 'crm' };
const told = { rule: 'late', on: 'sla-breached', to: 'assignee', by: 'mail' };

const book = (more: object = {}) =>
  JSON.stringify({ channels: { mail, chat, crm }, lists: { sales }, ...more });
const withChannel = (channel: object) => JSON.stringify({ channels: { one: channel } });
const withRule = (...rules: object[]) => book({ rules });

describe('a file of notifications', () => {
  it('is YAML, or JSON', () => {
    const yaml = `
allowPrivate: [10.0.0.0/8, 'fd00::/8']
channels:
  mail: { kind: email, smtp: 'smtps://tasuki:p%40ss@mail.example.com', from: '営業支援 <leads@example.com>' }
  chat: { kind: slack, url: 'https://hooks.slack.com/services/T0/B0/token', language: ja }
  crm: { kind: webhook, url: 'http://10.0.0.7:8080/hooks', secrets: [${secret}, ${other}] }
lists:
  sales: { addresses: [sales@example.com, ken@example.com], language: ja }
rules:
  - { rule: untouched, on: sla-warned, where: { sla: firstContact }, to: assignee, by: mail }
  - { rule: team, on: sla-breached, where: { sla: [firstContact, sqlDecision], actor.department: null }, to: { list: sales }, by: mail }
  - { rule: boss, on: deal-won, where: { stage.to: won, cycle: [1, 2] }, to: { address: boss@example.com }, by: mail }
  - { rule: crm, on: deal-won, by: crm }
  - { rule: chat, on: deal-won, by: chat }
`;
    const type = (name: string) => `com.tasuki.lead.${name}.v1`;
    expect(notificationsIn(yaml)).toEqual({
      allowPrivate: [rangeIn('10.0.0.0/8'), rangeIn('fd00::/8')],
      channels: new Map<string, object>([
        [
          'mail',
          {
            kind: 'email',
            server: {
              host: 'mail.example.com',
              port: 465,
              isSecure: true,
              login: { user: 'tasuki', password: 'p@ss' },
            },
            from: { name: '営業支援', address: 'leads@example.com' },
          },
        ],
        ['chat', chat],
        ['crm', { kind: 'webhook', url: 'http://10.0.0.7:8080/hooks', secrets: [secret, other] }],
      ]),
      rules: [
        {
          rule: 'untouched',
          on: type('sla-warned'),
          where: [{ path: ['sla'], values: ['firstContact'] }],
          to: 'assignee',
          by: 'mail',
        },
        {
          rule: 'team',
          on: type('sla-breached'),
          where: [
            { path: ['sla'], values: ['firstContact', 'sqlDecision'] },
            { path: ['actor', 'department'], values: [null] },
          ],
          to: sales.addresses.map((address) => ({ address, language: 'ja' })),
          by: 'mail',
        },
        {
          rule: 'boss',
          on: type('deal-won'),
          where: [
            { path: ['stage', 'to'], values: ['won'] },
            { path: ['cycle'], values: [1, 2] },
          ],
          to: [{ address: 'boss@example.com', language: 'en' }],
          by: 'mail',
        },
        { rule: 'crm', on: type('deal-won'), where: [], to: 'channel', by: 'crm' },
        { rule: 'chat', on: type('deal-won'), where: [], to: 'channel', by: 'chat' },
      ],
    });
    expect(notificationsIn(book()).rules).toEqual([]);
    expect(notificationsIn('{}')).toEqual({ allowPrivate: [], channels: new Map(), rules: [] });
  });

  it.each([
    ['[]', 'the file holds no fields; allowed: allowPrivate, channels, lists, rules'],
    [
      book({ people: [] }),
      'the file has the field "people"; allowed: allowPrivate, channels, lists, rules',
    ],
    [
      book({ allowPrivate: ['10.0.0.1'] }),
      'allowPrivate[0] is "10.0.0.1"; allowed: a range such as 10.0.0.0/8 or fd00::/8',
    ],
    [
      book({ allowPrivate: ['::ffff:10.0.0.0/64'] }),
      'allowPrivate[0] is "::ffff:10.0.0.0/64"; allowed: a range such as 10.0.0.0/8 or fd00::/8',
    ],
    [
      book({ allowPrivate: ['https://user:secret@example.com/24'] }),
      'allowPrivate[0] is something that is not shown here; allowed: a range such as 10.0.0.0/8 or fd00::/8',
    ],
    [book({ channels: [] }), 'channels holds no fields; allowed: names, each with its fields'],
    [
      book({ lists: { 'Sales team': sales } }),
      'lists has the name "Sales team"; allowed: names of lower-case letters, digits, _ . - (at most 20)',
    ],
    [
      withChannel({ ...mail, kind: 'sms' }),
      'channels.one.kind is "sms"; allowed: email, slack, webhook',
    ],
    [
      withChannel({ ...mail, from: undefined }),
      'channels.one.from is missing; allowed: an e-mail address, or a name and the address in <>',
    ],
    [
      withChannel({ ...mail, from: 'A\r\nBcc: x <leads@example.com>' }),
      'channels.one.from names no sender; allowed: an e-mail address, or a name and the address in <>',
    ],
    [
      withChannel({ ...mail, url: 'x' }),
      'channels.one has the field "url"; allowed: kind, smtp, from',
    ],
    [withChannel({ ...chat, language: 'de' }), 'channels.one.language is "de"; allowed: en, ja'],
    [
      book({ lists: { sales: { addresses: ['sales'] } } }),
      'lists.sales.addresses[0] is "sales"; allowed: an e-mail address',
    ],
    [
      book({ lists: { sales: { addresses: [] } } }),
      'lists.sales.addresses is []; allowed: a list of e-mail addresses',
    ],
    [book({ rules: {} }), 'rules is a group of fields; allowed: a list of rules'],
    [
      withRule({ ...rule, when: 'always' }),
      'rules[0] has the field "when"; allowed: rule, on, where, to, by',
    ],
    [
      withRule({ ...rule, rule: 'a\nb' }),
      'rules[0].rule is something that is not shown here; allowed: 1 to 200 characters on one line, without blanks around them',
    ],
    [withRule(rule, rule), 'rules[1].rule says "won" again; allowed: each once'],
    [withRule({ ...rule, by: 'fax' }), 'rules[0].by is "fax"; allowed: mail, chat, crm'],
    [
      JSON.stringify({ rules: [rule] }),
      'rules[0].by is "crm"; allowed: nothing, since there is none',
    ],
    [
      withRule({ ...rule, to: 'assignee' }),
      'rules[0].to is said; allowed: nothing: crm is a webhook channel and leads to one place',
    ],
    [
      withRule({ ...told, to: undefined }),
      'rules[0].to is missing; allowed: assignee, department: and its name, list: and its name, or address: and, if wanted, language:',
    ],
    [
      withRule({ ...told, to: 'sales' }),
      'rules[0].to is "sales"; allowed: assignee, department: and its name, list: and its name, or address: and, if wanted, language:',
    ],
    [withRule({ ...told, to: { list: 'boss' } }), 'rules[0].to.list is "boss"; allowed: sales'],
    [
      withRule({ ...told, to: { list: 'sales', language: 'en' } }),
      'rules[0].to has the field "language"; allowed: list alone',
    ],
    [
      withRule({ ...told, to: { department: 'finance' } }),
      'rules[0].to.department is "finance"; allowed: marketing, inside_sales, sales',
    ],
    [withRule({ ...told, to: {} }), 'rules[0].to.address is missing; allowed: an e-mail address'],
    [
      withRule({ ...told, where: { policy: 'firstContact' } }),
      'rules[0].where has the field "policy"; allowed: leadId, version, recordedAt, occurredAt, actor, imported, slaId, sla, cycle, dueAt, notify',
    ],
    [
      withRule({ ...rule, where: { 'stage.too': 'won' } }),
      'rules[0].where.stage has the field "too"; allowed: from, to',
    ],
    [
      withRule({ ...rule, where: { 'cycle.x': 1 } }),
      'rules[0].where.cycle has the field "x"; allowed: no further field',
    ],
    [
      withRule({ ...rule, where: { stage: 'won' } }),
      'rules[0].where.stage is no single value; allowed: stage.from, stage.to',
    ],
    [
      withRule({ ...told, where: { notify: 'aiko' } }),
      'rules[0].where.notify is no single value; allowed: a field that is one',
    ],
    [
      withRule({ ...told, where: { sla: ['firstContact', 'first'] } }),
      'rules[0].where.sla is "first"; allowed: firstContact, sqlDecision, salesAcceptance',
    ],
    [
      withRule({ ...told, where: { sla: [] } }),
      'rules[0].where.sla is []; allowed: firstContact, sqlDecision, salesAcceptance',
    ],
    [
      withRule({ ...rule, where: { 'actor.department': 'it' } }),
      'rules[0].where.actor.department is "it"; allowed: marketing, inside_sales, sales, null',
    ],
    [withRule({ ...rule, where: { cycle: '1' } }), 'rules[0].where.cycle is "1"; allowed: integer'],
    ['rules: [', 'no YAML: BAD_INDENT at line 1, column 9'],
    ['rules: *none', 'an alias leads nowhere'],
  ])('is refused by the name of the field: %s', (text, message) =>
    expect(() => notificationsIn(text)).toThrow(new SettingsUnreadable(message)),
  );

  it('says which messages there are', () =>
    expect(() => notificationsIn(withRule({ ...rule, on: 'won' }))).toThrow(
      /^rules\[0\]\.on is "won"; allowed: captured, .*deal-won.*sla-warned/,
    ));
});
