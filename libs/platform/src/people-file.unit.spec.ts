import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peopleFile, peopleIn, PeopleUnreadable } from './people-file';

const aiko = {
  subject: 'aiko',
  name: '青木 愛子',
  department: 'inside_sales',
  address: 'aiko@example.jp',
  language: 'ja',
  capacity: 10,
};
const said = (...people: object[]) => JSON.stringify({ people });

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
    expect(peopleIn(yaml)).toEqual([aiko]);
    expect(peopleIn(said(aiko))).toEqual([aiko]);
    expect(peopleIn('people: []')).toEqual([]);
  });

  it.each([
    ['[]', 'the file holds no fields; allowed: people:, a list'],
    ['{}', 'people is no list; allowed: a list of people'],
    ['people: []\nteam: []', 'team is no field; allowed: people'],
    [said({ ...aiko, subject: '' }), 'people[0].subject is ""; allowed: 1 to 200 characters'],
    [said(aiko, { ...aiko, name: 7 }), 'people[1].name is 7; allowed: 1 to 200 characters'],
    [
      said({ ...aiko, department: 'it' }),
      'people[0].department is "it"; allowed: marketing, inside_sales, sales',
    ],
    [said({ ...aiko, address: 'aiko' }), 'people[0].address is "aiko"; allowed: an e-mail address'],
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
    [said(aiko, aiko), 'people[1].subject names aiko again; allowed: each person once'],
  ])('is refused by the name of the field: %s', (text, message) =>
    expect(() => peopleIn(text)).toThrow(new PeopleUnreadable(message)),
  );

  it('that is no YAML says where', () =>
    expect(() => peopleIn('people: [')).toThrow(PeopleUnreadable));
});

describe('a file of people in use', () => {
  let folder: string;
  let file: string;
  let minute = 0;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tasuki-people-'));
    file = join(folder, 'people.yaml');
  });
  afterEach(() => rm(folder, { recursive: true }));
  const write = async (text: string) => {
    await writeFile(file, text);
    minute += 1;
    await utimes(file, minute * 60, minute * 60);
  };

  it('that is not named holds nobody', async () => {
    expect(await peopleFile(undefined).list()).toEqual([]);
    expect(await peopleFile(undefined).problem()).toBeUndefined();
  });

  it('is read again when it was changed', async () => {
    await write(said(aiko));
    const people = peopleFile(file);
    expect(await people.list()).toEqual([aiko]);
    await write(said(aiko, { ...aiko, subject: 'ken' }));
    expect((await people.list()).map(({ subject }) => subject)).toEqual(['aiko', 'ken']);
  });

  it('that is spoilt leaves what was there before, and says so', async () => {
    await write(said(aiko));
    const people = peopleFile(file);
    await people.list();
    await write(said({ ...aiko, capacity: 'much' }));
    expect(await people.list()).toEqual([aiko]);
    expect(await people.problem()).toBe(
      `${file}: people[0].capacity is "much"; allowed: a whole number from 0 to 1000`,
    );
    await rm(file);
    expect(await people.list()).toEqual([aiko]);
    expect(await people.problem()).toMatch(/ENOENT|no such file/);
    await write(said(aiko));
    expect(await people.problem()).toBeUndefined();
  });

  it('that never could be read is no empty list', async () => {
    await expect(peopleFile(file).list()).rejects.toThrow(PeopleUnreadable);
    await write('people: 7');
    await expect(peopleFile(file).list()).rejects.toThrow('people is no list');
  });
});
