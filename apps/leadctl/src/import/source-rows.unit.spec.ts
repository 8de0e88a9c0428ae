import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collected } from './collected.spec-support';
import { columnRef, type Row } from './row';
import { sourceRows } from './source-rows';
import { openSources } from './sources';

const mapping = `
system: crm
externalId: id
timezone: UTC
nulls: ['null']
join:
  accounts:
    { file: accounts.csv, key: name, on: account, values: { Sash Co: Sash, None: null }, warnIfMissing: unknown account }
  parents: { file: accounts.csv, key: name, on: accounts.parent, warnIfMissing: unknown parent }
lead: { occurredAt: { constant: 2020-01-01 } }
`;

const accounts = 'name,sector,parent\nSash,retail,Big\nEkiden,medical,Lost\nBig,finance,\n';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leadctl-joins-'));
  await writeFile(join(folder, 'm.yaml'), mapping);
});
afterAll(() => rm(folder, { recursive: true }));

async function rowAt(account: string, joined = accounts): Promise<Row> {
  await writeFile(join(folder, 'accounts.csv'), joined);
  await writeFile(join(folder, 'deals.csv'), `id,account\n1,${account}\n`);
  const [file, map] = [join(folder, 'deals.csv'), join(folder, 'm.yaml')];
  const { table, joins } = await openSources(file, map, () => undefined);
  const [row] = await collected(sourceRows(table, joins));
  return row as Row;
}

const cell = (row: Row, name: string) => row.cell(columnRef(name, ['accounts', 'parents']));

describe('a row of joined files', () => {
  it('has the cells of the rows with its keys, one join after the other', async () => {
    const row = await rowAt('Sash');
    expect([cell(row, 'accounts.sector'), cell(row, 'parents.sector')]).toEqual([
      'retail',
      'finance',
    ]);
    expect(row.warnings).toEqual([]);
  });

  it('finds a key that the mapping spells as the joined file does', async () =>
    expect(cell(await rowAt('Sash Co'), 'accounts.sector')).toBe('retail'));

  it.each(['', 'null', 'None'])('has nothing to find where it states "%s"', async (account) => {
    const row = await rowAt(account);
    expect(cell(row, 'accounts.sector')).toBe('');
    expect(row.warnings).toEqual([]);
  });

  it('is warned of a key that is not there', async () => {
    const row = await rowAt('SashCo');
    expect(cell(row, 'accounts.sector')).toBe('');
    expect(row.warnings).toEqual([
      {
        kind: 'unknown account',
        reason: 'unknown account: accounts.csv has no row for what column account states',
      },
    ]);
  });

  it('is warned of a key that a joined row states', async () => {
    const row = await rowAt('Ekiden');
    expect(row.warnings.map(({ reason }) => reason)).toEqual([
      'unknown parent: accounts.csv has no row for what column accounts.parent states',
    ]);
  });

  it('is in doubt where several rows have its key, and so is what hangs on them', async () => {
    const row = await rowAt('Sash', `${accounts}Sash,food,Big\n`);
    expect(() => cell(row, 'accounts.sector')).toThrow(
      'join.accounts: more than one row of accounts.csv has this key (lines 2 and 5)',
    );
    expect(cell(row, 'parents.sector')).toBe('');
    expect(row.warnings).toEqual([]);
  });
});
