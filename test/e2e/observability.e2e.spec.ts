import { leadDetails, tableOf } from '@tasuki/read-models';
import { randomUUID } from 'node:crypto';
import { makePostgresHome, removePostgresHome } from '../support/postgres-folder';
import { as, eventually, startStandalone, type Standalone } from './standalone-process';

/** Personal data that nobody could write by chance. */
const canaries = {
  name: 'Kanariya Tori',
  email: 'kanariya.tori@canary.example',
  phone: '+81-90-7777-1234',
  note: 'sings at five in the morning',
};
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

interface Line {
  readonly msg: string;
  readonly command?: string;
  readonly [field: string]: unknown;
}

describe('what an operator sees', () => {
  let home: string;
  let running: Standalone;
  beforeAll(async () => {
    home = await makePostgresHome();
    running = await startStandalone({ home, env: { LOG_LEVEL: 'trace' } });
  });
  afterAll(async () => {
    await running.stop();
    await removePostgresHome(home);
  });

  const logged = (): readonly Line[] =>
    running
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line);

  it('is one line per command: ids, outcome, duration, trace; and nothing that it says', async () => {
    const { name, email, phone, note } = canaries;
    const key = randomUUID();
    const headers = { 'idempotency-key': key, traceparent, tracestate: 'vendor=1' };
    const body = { source: { channel: 'web' }, person: { name, email, phone } };
    const { body: receipt } = await as(running, 'marketing').post('/v1/leads', body, headers);
    const path = `/v1/leads/${String(receipt.leadId)}`;
    await as(running, 'marketing').post(`${path}/activities`, {
      activityType: 'inquiry_submitted',
      note,
    });
    await as(running, 'sales').post(`${path}/accept`, {});
    await as(running, 'marketing').post('/v1/leads', { ...body, nope: note });

    const commands = await eventually(
      async () => logged().filter(({ msg }) => msg === 'command'),
      (lines) => lines.some(({ command }) => command === 'AcceptLead'),
    );
    const captured = commands.filter(({ command }) => command === 'CaptureLead');
    expect(captured).toEqual([
      expect.objectContaining({
        outcome: 'accepted',
        leadId: receipt.leadId,
        version: 1,
        position: receipt.position,
        subject: 'marketing@tasuki',
        traceparent,
        ms: expect.any(Number) as number,
        commandId: expect.any(String) as string,
        correlationId: expect.any(String) as string,
      }),
    ]);
    expect(commands.find(({ command }) => command === 'AcceptLead')).toMatchObject({
      outcome: 'not_allowed_in_stage',
    });
    const scored = await eventually(
      async () => logged().find(({ command }) => command === 'RecordScore'),
      (line) => line !== undefined,
    );
    expect(scored).toMatchObject({ traceparent, subject: 'tasuki-scorer' });

    const output = running.output().replace(/^ {2}\w+ +eyJ\S+$/gm, '');
    for (const secret of [...Object.values(canaries), 'eyJ']) expect(output).not.toContain(secret);
  });

  it('is the figures of /metrics, without a token', async () => {
    const answer = await fetch(`${running.url}/metrics`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    const text = await answer.text();
    const details = tableOf(leadDetails);
    for (const line of [
      /^tasuki_commands_total\{command="CaptureLead",outcome="accepted"\} 1$/m,
      /^tasuki_commands_total\{command="AcceptLead",outcome="not_allowed_in_stage"\} 1$/m,
      /^tasuki_command_duration_seconds_count\{command="CaptureLead"\} 1$/m,
      /^tasuki_append_duration_seconds_count [1-9]/m,
      /^tasuki_append_batch_size_sum [1-9]/m,
      /^tasuki_version_conflicts_total \d/m,
      /^tasuki_subscription_reconnects_total \d/m,
      new RegExp(`^tasuki_projection_lag_events\\{target="${details}"\\} \\d`, 'm'),
      new RegExp(`^tasuki_projection_lag_seconds\\{target="${details}"\\} \\d`, 'm'),
      new RegExp(`^tasuki_parked_streams\\{target="${details}"\\} 0$`, 'm'),
      /^tasuki_pool_connections\{state="idle"\} \d/m,
      /^nodejs_eventloop_lag_seconds \d/m,
    ]) {
      expect(text).toMatch(line);
    }
    for (const secret of Object.values(canaries)) expect(text).not.toContain(secret);
  });
});
