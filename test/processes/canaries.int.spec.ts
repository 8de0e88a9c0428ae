import { readCheckpoint } from '@tasuki/event-store';
import { postgresLeases, silentLogger } from '@tasuki/platform';
import { projector, readModels } from '@tasuki/read-models';
import { registry } from '@tasuki/runtime';
import { setTimeout as delay } from 'node:timers/promises';
import { type Door, openDoor } from '../support/door';
import { anOrigin, type TestRuntime } from '../support/test-runtime';

/** Personal data that nobody could write by chance. */
const canaries = {
  name: 'Kanariya Tori',
  email: 'kanariya.tori@canary.example',
  phone: '+81-90-7777-1234',
  note: 'sings at five in the morning',
};

describe('personal data', () => {
  let door: Door;
  let runtime: TestRuntime;
  beforeAll(async () => {
    door = await openDoor({ projecting: false });
    ({ runtime } = door);
  });
  afterAll(() => door.remove());

  it('stands nowhere in plain text: not in the log, the read models, the keys, the feed', async () => {
    const { leads } = runtime;
    const { name, email, phone, note } = canaries;
    const { leadId } = await leads.capture(
      {
        type: 'CaptureLead',
        source: { channel: 'web', form: 'contact' },
        person: { name, email, phone },
        consents: [],
      },
      anOrigin(),
    );
    const commands = [
      { type: 'RecordActivity', activityType: 'call', note },
      { type: 'ChangeProfile', person: { name: `${name} II`, phone: null }, from: 'person' },
      { type: 'AssignLead', assignee: 'ren', department: 'sales', note },
      { type: 'PromoteLead', reason: 'hand_raiser', note },
      { type: 'RecordContact', channel: 'phone', outcome: 'connected', note },
      {
        type: 'AssessBant',
        budget: { verdict: 'met', note },
        authority: { verdict: 'met', note },
        need: { verdict: 'unknown', note },
        timing: { verdict: 'met', note },
      },
      { type: 'QualifyLead', override: { reason: 'gut', note } },
      { type: 'AcceptLead', owner: 'ren' },
      { type: 'LoseDeal', reason: 'price', note },
      { type: 'ReopenLead', reason: 'again', note },
      { type: 'GiveFeedback', rating: 4, note },
      { type: 'DisqualifyLead', reason: 'spam', note },
    ] as const;
    for (const command of commands) await leads.execute(leadId, command, anOrigin());
    await project();

    const dump = await dumpOf(runtime);
    expect(dump).toContain(leadId);
    expect(dump).toContain('lead_timeline');
    const feed = await door.as('service', { method: 'GET', path: '/v1/events?limit=500' });
    expect(feed.text).toContain(leadId);
    for (const text of forms(Object.values(canaries))) {
      expect(dump).not.toContain(text);
      expect(feed.text).not.toContain(text);
    }
  });

  /** Applies the whole log to every read model. */
  async function project(): Promise<void> {
    const { pool, log } = runtime;
    const stop = new AbortController();
    const keeper = projector({
      pool,
      log,
      registry,
      readModels,
      logger: silentLogger,
      leases: postgresLeases(pool),
    });
    const running = keeper.run(stop.signal);
    const head = await log.head();
    for (const { table } of readModels) {
      while ((await readCheckpoint(pool, table)) < head) await delay(10);
    }
    stop.abort();
    await running;
  }
});

/** Every row of every table, as text; what a dump of the database would hold. */
async function dumpOf({ pool }: TestRuntime): Promise<string> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const parts = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${name} t`);
      return `${name}\n${rows.map(({ row }) => row).join('\n')}`;
    }),
  );
  return parts.join('\n');
}

/** The ways in which a text could hide. */
function forms(texts: readonly string[]): string[] {
  return texts.flatMap((text) => [
    text,
    text.toLowerCase(),
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
    Buffer.from(text).toString('hex'),
  ]);
}
