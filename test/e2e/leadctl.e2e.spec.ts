import { createMasterKeyFile } from '@tasuki/personal-data';
import { describe as inWords } from '@tasuki/lead';
import { beginning, type RecordedEvent } from '@tasuki/event-store';
import { startEmbeddedPostgres, silentLogger, tokenVerifier } from '@tasuki/platform';
import { openHome, openRuntime, type Runtime } from '@tasuki/runtime';
import { type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Ended, leadctl as leadctlHere, startBuiltLeadctl } from '../support/leadctl';
import { startOwnPostgres } from '../support/own-postgres';
import { makePostgresHome, removePostgresHome } from '../support/postgres-folder';

const root = join(__dirname, '../..');

type Environment = Readonly<Record<string, string>>;

let home: string;
let folder: string;
let tasuki: Runtime;
let stopPostgres: () => Promise<void>;

beforeAll(async () => {
  home = await makePostgresHome();
  const { masterKeyFile } = await openHome(home);
  const postgres = await startEmbeddedPostgres({ home, settings: { fsync: 'off' } });
  stopPostgres = () => postgres.stop();
  tasuki = await openTasuki(postgres.url, masterKeyFile);
  folder = await mkdtemp(join(tmpdir(), 'leadctl-'));
  await cp(join(root, 'test/fixtures/import'), folder, { recursive: true });
});

afterAll(async () => {
  await tasuki?.close();
  await stopPostgres?.();
  await rm(folder, { recursive: true, force: true });
  await removePostgresHome(home);
});

function openTasuki(url: string, masterKeyFile: string): Promise<Runtime> {
  const config = {
    DATABASE_URL: url,
    TASUKI_MASTER_KEY_FILE: masterKeyFile,
    DATABASE_POOL: 4,
  };
  return openRuntime(config, silentLogger);
}

function start(args: readonly string[], environment: Environment = { TASUKI_HOME: home }) {
  return startBuiltLeadctl(environment, args);
}

const leadctl = (...args: string[]): Promise<Ended> => start(args).ended;
const at = (name: string): string => join(folder, name);
const read = (name: string): Promise<string> => readFile(at(name), 'utf8');

/** A summary's figures by their names. */
function figures({ stdout }: Ended): Readonly<Record<string, number>> {
  const lines = stdout.matchAll(/^ {2,4}([a-z ]+?) {2,}([\d,]+)$/gm);
  return Object.fromEntries([...lines].map(([, name, n]) => [name!, Number(n!.replace(',', ''))]));
}

async function historyOf(system: string, id: string) {
  const leadId = await tasuki.leads.find({ external: { system, id } });
  return leadId === undefined ? [] : tasuki.leads.history(leadId);
}

async function leadIdOf(system: string, id: string): Promise<string> {
  return (await tasuki.leads.find({ external: { system, id } }))!;
}

async function leadEvents(of: Runtime = tasuki): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const page of of.store.readAll(beginning, { streamPrefix: 'lead-' })) {
    events.push(...page.events);
  }
  return events;
}

function countByType(events: readonly RecordedEvent[]): Record<string, number> {
  const types = Map.groupBy(events, ({ type }) => type);
  return Object.fromEntries([...types].map(([type, some]) => [type, some.length]));
}

describe('importing a file with joined deals and bad rows', () => {
  const importing = (...more: string[]) =>
    leadctl(
      'import',
      at('olist_marketing_qualified_leads.csv'),
      '--map',
      at('olist.yaml'),
      ...more,
    );

  it('checks it all without a database in a dry run', async () => {
    const before = await tasuki.store.head();
    const { ended } = start(
      ['import', at('olist_marketing_qualified_leads.csv'), '--map', at('olist.yaml'), '--dry-run'],
      {},
    );
    expect(figures(await ended)).toMatchObject({ 'rows read': 16, 'rows rejected': 8 });
    expect(await tasuki.store.head()).toBe(before);
  });

  it('writes the good rows and reports the others', async () => {
    const run = await importing();
    expect(run.code).toBe(0);
    expect(figures(run)).toEqual({
      'rows read': 16,
      'leads new': 8,
      'leads already known': 0,
      'in mql': 5,
      'in won': 3,
      warnings: 1,
      'rows rejected': 8,
    });
    expect(run.stdout).toContain('joined olist_closed_deals.csv: 4 rows, 3 of their keys found');
    const report = await read('olist_marketing_qualified_leads.csv.rejected.csv');
    expect(report.split('\n').map((line) => line.split(',').slice(0, 2).join(' '))).toEqual([
      'line severity',
      ...['8 rejected', '9 rejected', '10 warning', '11 rejected', '12 rejected'],
      ...['13 rejected', '14 rejected', '16 rejected', '17 rejected', ''],
    ]);
  });

  it('writes facts of the past, marked as imported', async () => {
    const history = await historyOf('olist', 'lead02');
    expect(history.map((event) => inWords(event))).toEqual([
      'captured through paid_search, form “page-b”, known as lead02 in olist',
      'marketing qualified, as imported',
      'contact attempt 1 by not_stated: not_stated; the first contact of this MQL',
      'sales qualified, criteria overridden: import',
      'accepted by sales, owner sr1',
      'deal won, closed on 2018-02-26',
    ]);
    expect(history.map(({ data }) => 'occurredAt' in data && data.occurredAt)).toEqual([
      '2017-10-20T00:00:00-02:00',
      '2017-10-20T00:00:00-02:00',
      ...[false, false, false],
      '2018-02-26T19:58:54-03:00',
    ]);
    expect(history.every(({ data }) => 'by' in data && data.by === 'import')).toBe(true);
    expect(history[0]!.metadata.actor).toEqual({ subject: 'leadctl-import', department: null });
  });

  it('adds nothing the second time', async () => {
    const before = (await leadEvents()).length;
    const run = await importing('--strict', '--report', at('again.csv'));
    expect(run.code).toBe(1);
    expect(figures(run)).toMatchObject({ 'leads new': 0, 'leads already known': 8 });
    expect((await leadEvents()).length).toBe(before);
    expect(await read('again.csv')).toBe(
      await read('olist_marketing_qualified_leads.csv.rejected.csv'),
    );
  });
});

describe('importing people', () => {
  const importing = () => leadctl('import', at('contacts.csv'), '--map', at('contacts.yaml'));

  it('leaves a lead that lives alone', async () => {
    const { leadId } = await tasuki.leads.capture(
      {
        type: 'CaptureLead',
        source: { channel: 'web' },
        person: { email: 'cleo@live.example' },
        consents: [],
      },
      {
        id: crypto.randomUUID(),
        actor: { subject: 'test', department: null },
        correlationId: crypto.randomUUID(),
        causationId: null,
      },
    );
    const run = await importing();
    expect(run.code).toBe(0);
    expect(figures(run)).toMatchObject({ 'rows read': 10, 'leads new': 4, 'rows rejected': 6 });
    expect(await tasuki.leads.history(leadId)).toHaveLength(1);
    expect(await read('contacts.csv.rejected.csv')).toContain(
      '4,rejected,lead_has_live_events: this lead has live events; nothing was written,C-3\n',
    );
  });

  it('seals them, and records what they did', async () => {
    const history = await historyOf('mailer', 'C-1');
    expect(history.map((event) => inWords(event)).slice(0, 3)).toEqual([
      'captured through trade_fair, campaign “Spring”, at Muster AG, known as C-1 in mailer',
      'seminar_attended “Lean Sales”',
      'document_downloaded “white paper”',
    ]);
    expect(JSON.stringify(history)).not.toMatch(/Anna|anna@/);
  });

  it('takes rows about one person for one lead, and does not let its history go back', async () => {
    expect(await leadIdOf('mailer', 'C-10')).toBe(await leadIdOf('mailer', 'C-1'));
    expect(await read('contacts.csv.rejected.csv')).toContain(
      '11,rejected,history_goes_backward: a lead in won cannot be imported as mql,C-10\n',
    );
  });

  it('adds from a corrected file what is new, and reports what would be changed', async () => {
    const corrected = (await read('contacts.csv'))
      .replace(/(C-7;.*;)Deal;/, '$1Bought;')
      .replace('C-4;06.04.2024 10:00;Web Form', 'C-4;06.04.2024 10:00;Messe');
    await writeFile(at('contacts.csv'), corrected);
    const before = (await leadEvents()).length;
    const run = await importing();
    expect(figures(run)).toMatchObject({ 'leads new': 0, 'leads already known': 3 });
    expect((await leadEvents()).length).toBe(before + 1);
    expect((await historyOf('mailer', 'C-7')).map(({ type }) => type).at(-1)).toBe('DealWon');
    expect(await read('contacts.csv.rejected.csv')).toContain(
      '5,rejected,"idempotency_key_reused: capture was imported before with other values, which stand",C-4\n',
    );
  });
});

describe('an import that is killed', () => {
  const rows = 6_000;

  async function writeLeads(name: string): Promise<string> {
    const lines = Array.from(
      { length: rows },
      (_, n) => `k${n},0${1 + (n % 9)}-02-2018,page,social`,
    );
    lines[100] = 'k100,31-02-2018,page,social';
    await writeFile(
      at(name),
      `mql_id,first_contact_date,landing_page_id,origin\n${lines.join('\n')}\n`,
    );
    const yaml = (await read('olist.yaml')).replace('system: olist', 'system: killed');
    await writeFile(at('killed.yaml'), yaml);
    return at(name);
  }

  async function killed(child: ChildProcess, when: () => boolean): Promise<void> {
    while (!when()) await sleep(20);
    child.kill('SIGKILL');
  }

  it('goes on where it was, and has every row once', async () => {
    const file = await writeLeads('killed.csv');
    const args = ['import', file, '--map', at('killed.yaml')];
    const before = countByType(await leadEvents());
    const first = start(args);
    await killed(first.child, () => existsSync(`${file}.progress`));
    expect((await first.ended).code).toBe(null);
    const halfway = countByType(await leadEvents()).LeadCaptured! - before.LeadCaptured!;
    expect(halfway).toBeGreaterThan(0);
    expect(halfway).toBeLessThan(rows - 1);

    const second = await leadctl(...args);
    expect(second.stdout).toMatch(/went on after line \d+, where an earlier run was interrupted/);
    const { 'leads new': fresh, 'leads already known': known, ...rest } = figures(second);
    expect(fresh! + known!).toBe(rows - 1);
    expect(rest).toMatchObject({ 'rows read': rows, 'rows rejected': 1, 'in mql': rows - 1 });
    const after = countByType(await leadEvents());
    expect(after.LeadCaptured! - before.LeadCaptured!).toBe(rows - 1);
    expect(after.LeadMarketingQualified! - before.LeadMarketingQualified!).toBe(rows - 1);
    expect((await read('killed.csv.rejected.csv')).split('\n')).toHaveLength(3);
    expect(existsSync(`${file}.progress`)).toBe(false);
  });

  it('waits for a database that crashes in the middle, and loses and doubles nothing', async () => {
    const postgres = await startOwnPostgres();
    const keys = at('master.key');
    await createMasterKeyFile(keys);
    try {
      const file = await writeLeads('crashed.csv');
      const { ended } = start(['import', file, '--map', at('killed.yaml')], {
        DATABASE_URL: postgres.url,
        TASUKI_MASTER_KEY_FILE: keys,
      });
      while (!existsSync(`${file}.progress`)) await sleep(20);
      await postgres.restart('kill');
      const run = await ended;
      expect(run.stderr).not.toContain('Error');
      expect(run.code).toBe(0);
      expect(figures(run)).toMatchObject({ 'rows read': rows, 'leads new': rows - 1 });
      const other = await openTasuki(postgres.url, keys);
      const { LeadCaptured, LeadMarketingQualified } = countByType(await leadEvents(other));
      await other.close();
      expect([LeadCaptured, LeadMarketingQualified]).toEqual([rows - 1, rows - 1]);
    } finally {
      await postgres.stop();
    }
  });
});

describe('replaying a lead', () => {
  const replay = async (id: string, ...options: string[]) =>
    leadctlHere({ TASUKI_HOME: home }, ['replay', await leadIdOf('olist', id), ...options]);
  const stage = ({ stdout }: Ended) => /^ {2}stage +(.*)$/m.exec(stdout)?.[1];
  const numbers = ({ stdout }: Ended) =>
    [...stdout.matchAll(/^ +(\d+) {2}\d{4}-/gm)].map(([, version]) => Number(version));

  it('tells what happened and what it makes of the lead', async () => {
    const run = await leadctl('replay', await leadIdOf('olist', 'lead02'));
    expect(run.stdout).toContain(': what Tasuki knows now\n');
    expect(run.stdout).toMatch(
      / 6 {2}\S+ {2}leadctl-import {2}deal won, closed on 2018-02-26 {2}\[occurred 2018-02-26T19:58:54-03:00\]/,
    );
    expect(stage(run)).toBe('won (closed)');
    expect(run.stdout).toMatch(/company +industry pet/);
  });

  it('tells what Tasuki knew at a position', async () => {
    const history = await historyOf('olist', 'lead02');
    const run = await replay('lead02', '--at', history[2]!.position);
    expect(run.stdout).toContain(`what Tasuki knew at position ${history[2]!.position} of its log`);
    expect(numbers(run)).toEqual([1, 2, 3]);
    const first = await replay('lead02', '--at', history[0]!.position);
    expect(numbers(first)).toEqual([1]);
    expect(stage(first)).toBe('nurturing (open)');
  });

  it('tells what Tasuki knew at an instant', async () => {
    const run = await replay('lead02', '--at', '2018-12-31T00:00:00Z');
    expect(run.stdout).toContain('what Tasuki knew at 2018-12-31T00:00:00Z (by recordedAt)');
    expect(numbers(run)).toEqual([]);
    expect(stage(run)).toBe('not captured yet');
  });

  it('tells what had happened by an instant, whenever it was recorded', async () => {
    const run = await replay('lead02', '--happened-until', '2018-01-01T00:00:00Z');
    expect(run.stdout).toContain(
      'what had happened by 2018-01-01T00:00:00Z (by occurredAt, else recordedAt)',
    );
    expect(numbers(run)).toEqual([1, 2]);
    expect(stage(run)).toBe('mql (open)');
  });

  it('shows personal data only when asked', async () => {
    const leadId = await leadIdOf('mailer', 'C-1');
    expect((await leadctl('replay', leadId)).stdout).not.toMatch(/anna|Anna|\+49/);
    const { stdout } = await leadctl('replay', leadId, '--open');
    expect(stdout).toContain('name: Anna Muster, email: anna@muster.example, phone: +49 30 1');
    expect(stdout).toMatch(/person +role Buyer, seniority owner, name Anna Muster/);
  });

  it('speaks JSON', async () => {
    const { stdout } = await replay('lead02', '--json');
    const answer = JSON.parse(stdout) as { events: unknown[]; state: { stage: string } };
    expect(answer.events).toHaveLength(6);
    expect(answer.state.stage).toBe('won');
  });

  it('says so when there is no such lead', async () => {
    const nobody = '4b825dc6-42cb-5eb9-a060-e54bf8d69288';
    expect(await leadctl('replay', nobody)).toEqual({
      code: 1,
      stdout: '',
      stderr: `There is no lead ${nobody}.\n`,
    });
  });
});

describe('keys', () => {
  it('sign tokens that the API believes', async () => {
    const { stdout } = await leadctl(
      'token',
      '--role',
      'sales',
      '--role',
      'auditor',
      '--name',
      'mika',
    );
    const { jwksFile } = await openHome(home);
    const verify = tokenVerifier({ jwks: jwksFile, issuer: 'tasuki', audience: 'tasuki' });
    expect(await verify(stdout.trim())).toEqual({
      subject: 'mika',
      name: 'mika',
      department: 'sales',
      roles: ['sales', 'auditor'],
      expiresAt: expect.stringMatching(/^\d{4}-/) as string,
    });
  });

  it('are wrapped anew, and what they sealed stays readable', async () => {
    const { stdout } = await leadctl('master-key', 'rotate');
    expect(stdout).toMatch(/^The master key was replaced; \d+ keys were wrapped anew\.\n$/);
    const opened = await leadctl('replay', await leadIdOf('mailer', 'C-1'), '--open');
    expect(opened.stdout).toContain('Anna Muster');
  });
});

describe('wrong usage', () => {
  it.each([
    [['import', 'x.csv'], 2, 'Required option "--map <mapping>" not specified.\n'],
    [['sing'], 2, 'Unknown command "sing".\n'],
    [['token', '--role', 'boss', '--name', 'x'], 2, 'one of marketing, inside_sales, sales'],
    [['replay', 'lead-1'], 2, 'It must be a UUID in lower case.\n'],
    [['master-key', 'rotate'], 1, 'There is no Tasuki in /nowhere/tasuki'],
  ])('%j ends with %i and one sentence', async (args, code, sentence) => {
    const run = await start(args, { TASUKI_HOME: '/nowhere/tasuki' }).ended;
    expect(run.code).toBe(code);
    expect(run.stderr).toContain(sentence);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
    expect(existsSync('/nowhere')).toBe(false);
  });
});
