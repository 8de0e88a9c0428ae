import {
  claimDueNotifications,
  notificationById,
  notificationsFile,
  openNotifications,
  type Recipient,
  redeliverNotification,
  requestNotifications,
  settleNotification,
} from '@tasuki/notifications';
import { settableClock, type SettableClock } from '@tasuki/platform';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  answering,
  type HttpServer,
  startHttpServer,
} from '../../../libs/notifications/testing/http-server';
import { anOrigin, openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { attempts } from './attempts';

const secret = `whsec_${randomBytes(32).toString('base64')}`;
const [minute, hour, day] = [60_000, 3_600_000, 24 * 3_600_000];
const toChannel = { kind: 'channel' } as const;

describe('an attempt', () => {
  let folder: string;
  let file: string;
  let hooks: HttpServer;
  let runtime: TestRuntime;
  let clock: SettableClock;
  let leadId: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tasuki-attempts-'));
    file = join(folder, 'notifications.yaml');
    hooks = await startHttpServer('http');
    await writeFile(
      file,
      `
allowPrivate: [127.0.0.0/8]
channels:
  mail: {kind: email, smtp: 'smtp://127.0.0.1:${hooks.port}', from: leads@example.com}
  crm: {kind: webhook, url: 'http://127.0.0.1:${hooks.port}/hooks', secrets: ['${secret}']}
  inside: {kind: webhook, url: 'https://hooks.example.test/hooks', secrets: ['${secret}']}
`,
    );
    clock = settableClock(new Date().toISOString());
    runtime = await openTestRuntime(clock);
    const command = { type: 'CaptureLead', source: {}, consents: [] } as const;
    leadId = (await runtime.leads.capture(command, anOrigin())).leadId;
  });
  afterEach(async () => {
    await Promise.all([hooks.close(), runtime.remove()]);
    await rm(folder, { recursive: true });
  });

  async function requested(channel: string, recipient: Recipient = toChannel): Promise<string> {
    const id = randomUUID();
    const cause = { causeId: randomUUID(), causeType: 'com.tasuki.lead.captured.v1' };
    const one = { id, ...cause, leadId, version: 1, rule: 'new', channel, recipient };
    await requestNotifications(runtime.pool, [one]);
    return id;
  }
  /** Of what is due; @returns how it stands then. */
  async function made(id: string) {
    const { pool } = runtime;
    const claim = { mostOfChannel: 4, underWay: new Map(), leaseMs: 20_000 };
    const due = (await claimDueNotifications(pool, claim)).find((one) => one.id === id)!;
    const post = { resolve: async () => ['10.0.0.7'] };
    const parts = { ...runtime, file: notificationsFile(file), source: '/tests', post };
    await settleNotification(pool, due, await attempts(parts)(due));
    return (await notificationById(pool, id))!;
  }

  it('was made when nobody listens there any more, or nobody answers', async () => {
    hooks.behave(answering(410));
    const isInstant = expect.stringMatching(/Z$/) as string;
    const gone = { attempts: 1, reason: 'the answer was 410', lastAttemptAt: isInstant };
    expect(await made(await requested('crm'))).toMatchObject(gone);
    const closed = { attempts: 0, reason: 'the channel is closed', lastAttemptAt: null };
    expect(await made(await requested('crm'))).toMatchObject(closed);
    await hooks.close();
    const mailbox = { kind: 'address', address: 'sales@example.com', language: 'en' } as const;
    const away = await made(await requested('mail', mailbox));
    expect(away).toMatchObject({ state: 'pending', attempts: 1 });
    expect(away.reason).toContain('ECONNREFUSED');
  });

  it.each([
    ['inside', toChannel, 'hooks.example.test at 10.0.0.7 is a private address'],
    [
      'mail',
      { kind: 'address', address: 'sales', language: 'en' },
      'the recipient has no e-mail address',
    ],
  ] as const)(
    'was not made when it was refused before anything was sent (%s)',
    async (channel, recipient, reason) => {
      const refused = await made(await requested(channel, recipient));
      const none = { attempts: 0, lastAttemptAt: null };
      expect(refused).toMatchObject({ state: 'failed', ...none, reason });
    },
  );

  it.each([
    ['7200', 2 * hour],
    ['1', 5_000],
  ])(
    'that was put off by Retry-After: %s is made again after that, and after our own wait at the earliest',
    async (retryAfter, waitMs) => {
      hooks.behave(answering(503, '', { 'retry-after': retryAfter }));
      const { state, attempts: count, nextAttemptAt } = await made(await requested('crm'));
      expect([state, count]).toEqual(['pending', 1]);
      const inMs = Date.parse(nextAttemptAt!) - Date.now();
      expect(inMs).toBeGreaterThan(waitMs / 2);
      expect(inMs).toBeLessThan(waitMs * 1.1 + 1_000);
    },
  );

  it('that cannot be made for now is waited for three days, and given up then', async () => {
    const reason = 'no such channel in the file';
    clock.advance(3 * day - minute);
    const waiting = await made(await requested('newer'));
    expect(waiting).toMatchObject({ state: 'pending', attempts: 0, reason });
    clock.advance(2 * minute);
    const over = await made(await requested('newer'));
    expect(over).toMatchObject({ state: 'failed', attempts: 0, reason, nextAttemptAt: null });
  });

  it('of a notification that was redelivered by hand is waited for from then on', async () => {
    const { pool } = runtime;
    const id = await requested('newer');
    await pool.query(`update notifications set requested_at = now() - interval '4 days'`);
    const { state, requestedAt } = await made(id);
    expect(state).toBe('failed');
    await redeliverNotification(pool, id);
    const [waiting] = await openNotifications(pool);
    expect(waiting).toMatchObject({ state: 'pending', count: 1 });
    expect(waiting!.ageSeconds).toBeLessThan(3_600);
    expect(await made(id)).toMatchObject({ state: 'pending', requestedAt });
    await pool.query('update notifications set due_at = now()');
    clock.advance(3 * day + minute);
    expect(await made(id)).toMatchObject({ state: 'failed', requestedAt });
  });
});
