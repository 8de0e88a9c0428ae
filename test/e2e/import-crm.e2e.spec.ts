import { type RecordedLead } from '@tasuki/lead-service';
import { silentLogger, startEmbeddedPostgres } from '@tasuki/platform';
import { openHome, openRuntime, type Runtime } from '@tasuki/runtime';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBuiltLeadctl } from '../support/leadctl';
import { makePostgresHome, removePostgresHome } from '../support/postgres-folder';

const root = join(__dirname, '../..');

let home: string;
let folder: string;
let tasuki: Runtime;
let stopPostgres: () => Promise<void>;

beforeAll(async () => {
  home = await makePostgresHome();
  const { masterKeyFile } = await openHome(home);
  const postgres = await startEmbeddedPostgres({ home, settings: { fsync: 'off' } });
  stopPostgres = () => postgres.stop();
  const database = { DATABASE_URL: postgres.url, TASUKI_MASTER_KEY_FILE: masterKeyFile };
  tasuki = await openRuntime({ ...database, DATABASE_POOL: 4 }, silentLogger);
  folder = await mkdtemp(join(tmpdir(), 'leadctl-crm-'));
  await cp(join(root, 'test/fixtures/import'), folder, { recursive: true });
});

afterAll(async () => {
  await tasuki?.close();
  await stopPostgres?.();
  await rm(folder, { recursive: true, force: true });
  await removePostgresHome(home);
});

const at = (name: string): string => join(folder, name);

async function leadctl(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await startBuiltLeadctl({ TASUKI_HOME: home }, args).ended;
  if (code !== 0) throw new Error(`it ended with ${code}: ${stderr}`);
  return stdout;
}

/** The lines of its summary, without what depends on the machine. */
async function importing(): Promise<readonly string[]> {
  const told = await leadctl('import', at('crm_opportunities.csv'), '--map', at('crm.yaml'));
  const [, , ...summary] = told.split('\n');
  return summary.map((line) => line.trim().replace(/ {2,}/g, ': ')).filter((line) => line !== '');
}

async function leadIdOf(id: string): Promise<string> {
  return (await tasuki.leads.find({ external: { system: 'crm', id } }))!;
}

async function historyOf(id: string): Promise<readonly RecordedLead[]> {
  return tasuki.leads.history(await leadIdOf(id));
}

const types = (history: readonly RecordedLead[]) => history.map(({ type }) => type);
const dates = (history: readonly RecordedLead[]) =>
  history.map(({ data }) => ('occurredAt' in data ? data.occurredAt : 'undated'));

const joinedFiles = [
  'joined crm_accounts.csv: 2 rows, 2 of their keys found',
  'joined crm_sales_teams.csv: 2 rows, 2 of their keys found',
];
const warnings = [
  'warnings: 6',
  '“unknown account”: 2',
  '“no date”: 2',
  '“owner in no sales team”: 1',
  '“account not in the list”: 1',
];

describe('importing the opportunities of a CRM', () => {
  it('writes leads of every stage and tells what the file leaves open', async () => {
    expect(await importing()).toEqual([
      ...['rows read: 10', 'leads new: 8', 'leads already known: 0'],
      ...['in sql: 2', 'in accepted: 2', 'in won: 3', 'in lost: 1'],
      ...warnings,
      'rows rejected: 2',
      ...joinedFiles,
      `rejected rows and warnings: ${at('crm_opportunities.csv.rejected.csv')}`,
    ]);
    const report = await readFile(at('crm_opportunities.csv.rejected.csv'), 'utf8');
    expect(report).toContain('\n5,warning,unknown account: column account is not stated,OPP-04\n');
    expect(report).toContain('\n7,warning,no date: column engage_date is not stated,OPP-06\n');
    expect(report).toContain('\n10,rejected,stage.reachedAt.won: column close_date is no date');
  });

  it('knows of a won deal its account, its owner and what it was worth', async () => {
    const history = await historyOf('OPP-01');
    expect(types(history)).toEqual([
      ...['LeadCaptured', 'LeadMarketingQualified', 'LeadContacted', 'LeadSalesQualified'],
      ...['LeadAcceptedBySales', 'DealWon'],
    ]);
    expect(history[0]!.data).toMatchObject({
      source: { external: { system: 'crm', id: 'OPP-01' } },
      company: {
        name: 'Sash Works',
        industry: 'technology',
        employees: 2822,
        region: 'united_states',
      },
    });
    expect(history[4]!.data).toMatchObject({ owner: 'Ida Sales' });
    expect(history[5]!.data).toMatchObject({
      value: { amount: '1054', currency: 'USD' },
      closedOn: '2017-03-01',
      product: 'GTX Pro',
    });
    expect(dates(history)).toEqual([
      '2016-10-20T00:00:00-04:00',
      ...['undated', 'undated', 'undated', '2016-10-20T00:00:00-04:00'],
      '2017-03-01T00:00:00-05:00',
    ]);
  });

  it('takes no lost or open deal for one that is worth nothing', async () => {
    const lost = (await historyOf('OPP-03')).at(-1)!;
    expect(lost.type).toBe('DealLost');
    expect(lost.data).toMatchObject({ closedOn: '2017-03-07', reason: 'not_stated' });
    expect(lost.data).not.toHaveProperty('value');
    const open = await historyOf('OPP-04');
    expect(open[0]!.data).not.toHaveProperty('company');
    expect(open.at(-1)).toMatchObject({ type: 'LeadAcceptedBySales', data: { owner: 'Jo Field' } });
  });

  it('dates a lead without a date as the mapping says, and none of its steps', async () => {
    const history = await historyOf('OPP-06');
    expect(dates(history)).toEqual([
      '2017-12-31T00:00:00-05:00',
      ...['undated', 'undated', 'undated'],
    ]);
    expect(types(history).at(-1)).toBe('LeadSalesQualified');
  });

  it('can be replayed', async () => {
    const replayed = await leadctl('replay', await leadIdOf('OPP-02'));
    expect(replayed).toMatch(/^ +6 {2}.*deal won.*4514\.5 USD/m);
    expect(replayed).toMatch(/^ {2}stage +won \(closed\)$/m);
  });

  it('adds nothing the second time', async () => {
    const before = await tasuki.store.head();
    expect(await importing()).toEqual(
      expect.arrayContaining(['leads new: 0', 'leads already known: 8', ...warnings]),
    );
    expect(await tasuki.store.head()).toBe(before);
  });

  it('adds from a corrected file what is new', async () => {
    const file = at('crm_opportunities.csv');
    const csv = await readFile(file, 'utf8');
    await writeFile(file, csv.replace('null,Prospecting,,,0', 'null,Engaging,,,0'));
    await importing();
    const history = await historyOf('OPP-06');
    expect(types(history).slice(-2)).toEqual(['LeadSalesQualified', 'LeadAcceptedBySales']);
  });
});
