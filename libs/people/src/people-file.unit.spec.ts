import { SettingsUnreadable } from '@tasuki/platform';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bookIn, peopleFile } from './people-file';

const aiko = {
  subject: 'aiko',
  name: '青木 愛子',
  department: 'inside_sales',
  address: 'aiko@example.jp',
  language: 'ja',
  capacity: 10,
};
const said = (...people: object[]) => JSON.stringify({ people });
const ruled = (...assignment: object[]) =>
  JSON.stringify({ people: [aiko, { ...aiko, subject: 'mori', department: 'sales' }], assignment });
const everybody = { rule: 'everybody', handoff: 'mql', to: 'department' };

describe('a file of people', () => {
  it('is YAML, or JSON', () => {
    const yaml = `
people:
  - subject: aiko
    name: 青木 愛子
    department: inside_sales
    address: aiko@example.jp
    language: ja
    capacity: 10
`;
    expect(bookIn(yaml)).toEqual({ people: [aiko], rules: [] });
    expect(bookIn(said(aiko))).toEqual({ people: [aiko], rules: [] });
    expect(bookIn('people: []')).toEqual({ people: [], rules: [] });
  });

  it.each([
    ['[]', 'the file holds no fields; allowed: people:, a list, and assignment:, a list of rules'],
    ['{}', 'people is no list; allowed: a list of people'],
    ['people: []\nteam: []', 'team is no field; allowed: people, assignment'],
    [
      said({ ...aiko, subject: '' }),
      'people[0].subject is ""; allowed: 1 to 200 characters on one line, without blanks around them',
    ],
    [
      said(aiko, { ...aiko, name: 7 }),
      'people[1].name is 7; allowed: 1 to 200 characters on one line, without blanks around them',
    ],
    [
      said({ ...aiko, subject: 'aiko ' }),
      'people[0].subject is "aiko "; allowed: 1 to 200 characters on one line, without blanks around them',
    ],
    [
      said({ ...aiko, name: 'A\u0000x' }),
      'people[0].name is "A\\u0000x"; allowed: 1 to 200 characters on one line, without blanks around them',
    ],
    [
      said({ ...aiko, department: 'it' }),
      'people[0].department is "it"; allowed: marketing, inside_sales, sales',
    ],
    [said({ ...aiko, address: 'aiko' }), 'people[0].address is "aiko"; allowed: an e-mail address'],
    [
      said({ ...aiko, address: 'Odd<odd@example.com>' }),
      'people[0].address is "Odd<odd@example.com>"; allowed: an e-mail address',
    ],
    [said({ ...aiko, language: undefined }), 'people[0].language is missing; allowed: en, ja'],
    [
      said({ ...aiko, capacity: 1.5 }),
      'people[0].capacity is 1.5; allowed: a whole number from 0 to 1000',
    ],
    [
      said({ ...aiko, capacity: -1 }),
      'people[0].capacity is -1; allowed: a whole number from 0 to 1000',
    ],
    [
      said({ ...aiko, phone: '1' }),
      'people[0].phone is no field; allowed: subject, name, department, address, language, capacity',
    ],
    [said(aiko, aiko), 'people[1].subject names aiko again; allowed: each once'],
    ['people: []\nassignment: 7', 'assignment is no list; allowed: a list of rules'],
    [
      ruled({ ...everybody, rule: '' }),
      'assignment[0].rule is ""; allowed: 1 to 200 characters on one line, without blanks around them',
    ],
    [
      ruled({ ...everybody, handoff: 'won' }),
      'assignment[0].handoff is "won"; allowed: mql, sql, return',
    ],
    [
      ruled({ ...everybody, when: 'always' }),
      'assignment[0].when is no field; allowed: rule, handoff, industry, region, channel, to',
    ],
    [
      ruled({ ...everybody, region: [] }),
      'assignment[0].region is []; allowed: a list of values such as manufacturing',
    ],
    [
      ruled({ ...everybody, region: ['kanto', 'Kyushu'] }),
      'assignment[0].region[1] is "Kyushu"; allowed: lower-case letters, digits, _ . - (at most 64)',
    ],
    [
      ruled({ ...everybody, to: 'former' }),
      'assignment[0].to is "former"; allowed: department, or a list of people of inside_sales',
    ],
    [
      ruled({ ...everybody, handoff: 'return', to: undefined }),
      'assignment[0].to is missing; allowed: department, former, or a list of people of inside_sales',
    ],
    [
      ruled({ ...everybody, to: ['aiko', 'mori'] }),
      'assignment[0].to[1] is "mori"; allowed: people of inside_sales',
    ],
    [
      ruled({ ...everybody, to: ['aiko', 'aiko'] }),
      'assignment[0].to[1] names aiko again; allowed: each once',
    ],
    [
      ruled(everybody, { ...everybody, handoff: 'sql' }),
      'assignment[1].rule names everybody again; allowed: each once',
    ],
  ])('is refused by the name of the field: %s', (text, message) =>
    expect(() => bookIn(text)).toThrow(new SettingsUnreadable(message)),
  );

  it('has rules, each with what it asks for and to whom it gives', () => {
    const yaml = `
people:
  - { subject: aiko, name: Aiko, department: inside_sales, address: a@example.jp, language: ja, capacity: 2 }
assignment:
  - { rule: Kanto, handoff: mql, industry: [machinery], region: [kanto, tokai], to: [aiko] }
  - { rule: back to whom it was, handoff: return, to: former }
  - { rule: sales, handoff: sql, channel: [web], to: department }
`;
    expect(bookIn(yaml).rules).toEqual([
      {
        rule: 'Kanto',
        handoff: 'mql',
        asks: { industry: ['machinery'], region: ['kanto', 'tokai'] },
        to: ['aiko'],
      },
      { rule: 'back to whom it was', handoff: 'return', asks: {}, to: 'former' },
      { rule: 'sales', handoff: 'sql', asks: { channel: ['web'] }, to: 'department' },
    ]);
  });

  it('that is no YAML says where', () =>
    expect(() => bookIn('people: [')).toThrow(SettingsUnreadable));
});

describe('a file of people in use', () => {
  it('that is not named holds nobody', async () => {
    expect(await peopleFile(undefined).read()).toEqual({ people: [], rules: [] });
    expect(await peopleFile(undefined).problem()).toBeUndefined();
  });

  it('is checked, and its problem names the file and the field', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tasuki-people-'));
    const file = join(folder, 'people.yaml');
    await writeFile(file, said({ ...aiko, capacity: 'much' }));
    const people = peopleFile(file);
    await expect(people.read()).rejects.toThrow(SettingsUnreadable);
    expect(await people.problem()).toBe(
      `${file}: people[0].capacity is "much"; allowed: a whole number from 0 to 1000`,
    );
    await rm(folder, { recursive: true });
  });
});
