import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMapping } from './read-mapping';

const minimal = `
system: crm
externalId: id
timezone: Asia/Tokyo
lead:
  occurredAt: { column: since, format: yyyy-MM-dd }
`;

const read = (yaml: string) => readMapping(yaml, 'm.yaml');

describe('a mapping', () => {
  it('needs little', () => {
    const mapping = read(minimal);
    expect(mapping).toMatchObject({ system: 'crm', joins: [], activities: [], require: [] });
    expect(mapping.csv).toEqual({ delimiter: ',', encoding: 'utf-8' });
    expect(mapping.columns).toEqual([
      { path: 'm.yaml: externalId', ref: { column: 'id' } },
      { path: 'm.yaml: lead.occurredAt', ref: { column: 'since' } },
    ]);
  });

  it.each(['olist', 'crm'])('for real data: %s', (name) => {
    const file = join(__dirname, `../../../../test/fixtures/import/${name}.yaml`);
    expect(readMapping(readFileSync(file, 'utf8'), `${name}.yaml`).system).toBe(name);
  });

  const wrong: readonly (readonly [string, string, string])[] = [
    ['an unknown key', `${minimal}leads: x`, 'm.yaml: leads is not known; allowed here: system,'],
    [
      'an unknown field',
      `${minimal}  source: { chanel: origin }`,
      'm.yaml: lead.source.chanel is not known; allowed here: channel, campaign, form.',
    ],
    [
      'an option of another kind',
      `${minimal}  company: { name: { column: x, slugify: true } }`,
      'm.yaml: lead.company.name.slugify is not known; allowed here: column, constant, nulls, values, stated, warnIfMissing, fallback.',
    ],
    ['a missing key', 'system: crm', 'm.yaml: timezone is missing; it must be text.'],
    [
      'no slug as system',
      minimal.replace('crm', 'Our CRM'),
      'm.yaml: system must be a slug of a-z, 0-9, _, . and -.',
    ],
    [
      'an unknown zone',
      minimal.replace('Asia/Tokyo', 'Asia/Edo'),
      'm.yaml: timezone must be an IANA time zone such as Asia/Tokyo.',
    ],
    [
      'no format',
      minimal.replace(', format: yyyy-MM-dd', ''),
      'm.yaml: lead.occurredAt.format is missing; state how the column writes dates, such as dd-MM-yyyy.',
    ],
    [
      'a bad format',
      minimal.replace('yyyy-MM-dd', 'yy-MM-dd'),
      'm.yaml: lead.occurredAt.format has the unknown letters yy; known:',
    ],
    [
      'neither column nor constant',
      minimal.replace('column: since, ', ''),
      'm.yaml: lead.occurredAt must state either a column or a constant.',
    ],
    [
      'a bad constant',
      `${minimal}  source: { channel: { constant: Web Form } }`,
      'm.yaml: lead.source.channel.constant is no slug',
    ],
    [
      'a bad fallback',
      `${minimal}  source: { channel: { column: x, fallback: { constant: Web Form } } }`,
      'm.yaml: lead.source.channel.fallback.constant is no slug',
    ],
    [
      'an unknown stage',
      `${minimal}stage: { reached: { constant: sold } }`,
      'm.yaml: stage.reached.constant is none of nurturing, mql, contacted',
    ],
    [
      'a date of an unknown stage',
      `${minimal}stage: { reached: { constant: won }, reachedAt: { nurturing: { constant: 2020-01-01 } } }`,
      'm.yaml: stage.reachedAt.nurturing is not known; allowed here: mql, contacted, sql',
    ],
    [
      'an amount without currency',
      `${minimal}stage: { reached: { constant: won }, deal: { amount: x } }`,
      'm.yaml: stage.deal must state both amount and currency, or neither.',
    ],
    [
      'an activity that is no section',
      `${minimal}activities: [form]`,
      'm.yaml: activities[0] must be a section of keys.',
    ],
    [
      'a join on a later join',
      `${minimal}join: { a: { file: a.csv, key: k, on: b.k }, b: { file: b.csv, key: k, on: id } }`,
      'm.yaml: join.a.on must name a column of the file or of a join before it.',
    ],
    [
      'a delimiter of two signs',
      `${minimal}csv: { delimiter: '||' }`,
      'm.yaml: csv.delimiter must be one sign',
    ],
    [
      'an unknown encoding',
      `${minimal}csv: { encoding: utf-9 }`,
      'm.yaml: csv.encoding is no encoding',
    ],
    ['a key twice', `${minimal}system: crm`, 'm.yaml: is no YAML: Map keys must be unique'],
    ['no section', '- a', 'm.yaml: must be a section of keys.'],
  ];

  it.each(wrong)('with %s is refused', (_, yaml, problem) => {
    expect(() => read(yaml)).toThrow(problem);
  });
});
