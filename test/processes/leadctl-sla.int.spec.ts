import { leadStream } from '@tasuki/lead';
import { type PlainCommand } from '@tasuki/lead-service';
import { settableClock } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';
import { activity, asWritten } from '../../libs/read-models/testing/activities';
import { leadctl, startLeadctl } from '../support/leadctl';
import { anOrigin, openTestRuntime, type TestRuntime } from '../support/test-runtime';

describe('leadctl sla proof', () => {
  const clock = settableClock('2026-05-12T01:00:00.000Z');
  let runtime: TestRuntime;
  let leadId: string;
  let slaId: string;
  beforeEach(async () => {
    clock.set('2026-05-12T01:00:00.000Z');
    runtime = await openTestRuntime(clock);
    const { leads } = runtime;
    const capture = { type: 'CaptureLead', source: {}, consents: [] } as const;
    ({ leadId } = await leads.capture(capture, anOrigin()));
    await send({ type: 'PromoteLead', reason: 'hand_raiser' });
    clock.set('2026-05-12T04:30:00.000Z');
    await send({ type: 'RecordContact', channel: 'phone', outcome: 'connected' });
    const started = (await leads.history(leadId)).find(({ type }) => type === 'SlaStarted');
    slaId = (started!.data as { slaId: string }).slaId;
  });
  afterEach(() => runtime.remove());

  const send = (command: PlainCommand) => runtime.leads.execute(leadId, command, anOrigin());
  const environment = () => ({
    DATABASE_URL: runtime.url,
    TASUKI_MASTER_KEY_FILE: runtime.masterKeyFile,
  });
  const run = (...args: string[]) => leadctl(environment(), ['sla', 'proof', ...args]);

  /** Somebody with a way around the trigger gives the deadline a day more. */
  async function tamper(): Promise<void> {
    await runtime.pool.query('alter table events disable trigger events_are_append_only');
    const { rowCount } = await runtime.pool.query(
      `update events set data =
         replace(data::text, '2026-05-13T01:00:00.000Z', '2026-05-14T01:00:00.000Z')::json
       where stream = $1 and type = 'SlaStarted' and data->>'slaId' = $2`,
      [leadStream(leadId), slaId],
    );
    expect(rowCount).toBe(1);
  }

  it('tells what was agreed and what happened, and that it holds', async () => {
    const { code, stdout, stderr } = await run(leadId, slaId);
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('firstContact, cycle 1: 24 hours, warning at 50 %');
    expect(lines).toContain('due         2026-05-13T01:00:00.000Z');
    expect(lines).toContain('counted     24.00 h in 1 piece');
    // An hour at noon is none of working time.
    expect(lines).toContain('took        3.50 h, of it 0.00 h paused; 2.50 h of working time');
    expect(lines).toContain('verdict     met');
    expect(stdout).toMatch(/\nAll \d+ checks agree with what was recorded\.\n$/);
  });

  it('gives the same proof as JSON', async () => {
    const { code, stdout } = await run(leadId, slaId, '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      {
        slaId,
        sla: 'firstContact',
        verdict: 'met',
        dueAt: '2026-05-13T01:00:00.000Z',
        holds: true,
      },
    ]);
  });

  it('shows what differs in a log that somebody changed, and exits with 1', async () => {
    await tamper();
    const { ended } = startLeadctl(environment(), ['sla', 'proof', leadId, slaId]);
    const { code, stdout, stderr } = await ended;
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(
      /^DIFFERS +version 3: the deadline: recorded .*2026-05-14T01.*, computed .*2026-05-13T01/m,
    );
    expect(stdout).toMatch(/\nWhat was recorded does not agree with what comes out\.\n$/);
    const json = await run(leadId, slaId, '--json');
    expect([json.code, JSON.parse(json.stdout)]).toMatchObject([1, { holds: false }]);
  });

  it('says in one sentence what is not there, or cannot be read', async () => {
    const nobody = randomUUID();
    const told = async (...args: string[]) => {
      const { code, stdout, stderr } = await run(...args);
      expect(stdout).toBe('');
      return [code, stderr];
    };
    expect(await told(nobody, slaId)).toEqual([1, 'There is no such lead.\n']);
    expect(await told(leadId, nobody)).toEqual([1, `This lead has no SLA ${nobody}.\n`]);
    expect(await told(leadId, 'firstContact')).toEqual([
      2,
      expect.stringContaining('It must be a UUID in lower case.'),
    ]);
    const future = { ...asWritten(activity('guide')), schemaVersion: 9 };
    const { length } = await runtime.leads.history(leadId);
    await runtime.log.append(leadStream(leadId), [future], length);
    expect(await told(leadId, slaId)).toEqual([
      1,
      `This release cannot read the history of lead ${leadId} (event LeadActivityRecorded version 9: comes from the future; this code knows up to 1); use the release that wrote it.\n`,
    ]);
  });
});
