import { type Notification, notificationPage, redeliverNotification } from '@tasuki/notifications';
import { type Logger } from '@tasuki/platform';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  answering,
  type Behaviour,
  type HttpServer,
  silent,
  startHttpServer,
} from '../../../libs/notifications/testing/http-server';
import { until } from '../../../libs/streaming/testing/consuming';
import { type MailServer, startMailServer } from '../../../libs/notifications/testing/mail-server';
import { leadctl } from '../../../test/support/leadctl';
import { anOrigin, openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { openNotifier } from './open-notifier';

const secret = `whsec_${randomBytes(32).toString('base64')}`;
/** Never answers, and counts what is open, by path. */
function holding() {
  const [open, mostOpen] = [new Map<string, number>(), new Map<string, number>()];
  const behaviour: Behaviour = (response, request) => {
    const path = request.url!;
    const change = (by: number) => open.set(path, (open.get(path) ?? 0) + by);
    change(1);
    mostOpen.set(path, Math.max(mostOpen.get(path) ?? 0, open.get(path)!));
    response.once('close', () => change(-1));
  };
  return { behaviour, mostOpen };
}

const people = `
people:
  - {subject: mika, name: 森 美香, department: inside_sales, address: mika@example.com, language: ja, capacity: 1}
  - {subject: ken, name: Ken Sato, department: inside_sales, address: ken@example.com, language: en, capacity: 1}
`;

describe('the notifier', () => {
  let folder: string;
  let runtime: TestRuntime;
  let mail: MailServer;
  let hooks: HttpServer;
  let chat: HttpServer;
  const toEnd: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tasuki-notifier-'));
    [mail, hooks, chat] = await Promise.all([
      startMailServer({ disabledCommands: ['STARTTLS'] }),
      startHttpServer('http'),
      startHttpServer('http'),
    ]);
    await writeFile(join(folder, 'people.yaml'), people);
    await writeFile(join(folder, 'notifications.yaml'), notifications());
    runtime = await openTestRuntime(undefined, join(folder, 'people.yaml'));
  });
  afterEach(async () => {
    for (const end of toEnd.splice(0)) await end();
    await Promise.all([mail.close(), hooks.close(), chat.close(), runtime.remove()]);
    await rm(folder, { recursive: true });
  });

  const mailChannel = () =>
    `{kind: email, smtp: 'smtp://127.0.0.1:${mail.port}', from: 'Tasuki <leads@example.com>'}`;
  const notifications = () => `
allowPrivate: [127.0.0.0/8]
channels:
  mail: ${mailChannel()}
  chat: {kind: slack, url: 'http://127.0.0.1:${chat.port}/services/T0/B0/x', language: ja}
  crm: {kind: webhook, url: 'http://127.0.0.1:${hooks.port}/hooks', secrets: ['${secret}']}
lists:
  inside: {addresses: [inside@example.com], language: en}
rules:
  - {rule: yours, on: assigned, to: assignee, by: mail}
  - {rule: new-mql, on: marketing-qualified, to: {list: inside}, by: mail}
  - {rule: recycled, on: recycled, to: {department: inside_sales}, by: mail}
  - {rule: new-mql-chat, on: marketing-qualified, by: chat}
  - {rule: crm-mql, on: marketing-qualified, by: crm}
  - {rule: crm-mql-again, on: marketing-qualified, by: crm}
`;

  /** Runs one, and waits until it has begun. */
  async function start(options: { readonly leaseMs?: number; readonly logger?: Logger } = {}) {
    const stop = new AbortController();
    const config = {
      TASUKI_SOURCE: '/tests',
      TASUKI_NOTIFICATIONS_FILE: join(folder, 'notifications.yaml'),
    };
    const { logger = runtime.logger, ...rest } = options;
    const parts = { ...runtime, logger };
    const notifier = await openNotifier(parts, config, { lookEveryMs: 50, ...rest });
    const running = notifier.run(stop.signal);
    const end = async () => {
      stop.abort();
      await running;
    };
    toEnd.push(end);
    const begun = () => runtime.pool.query(`select from consumer_groups where name = 'notifier'`);
    while ((await begun()).rowCount === 0) await delay(10);
    return end;
  }

  const capture = async () => {
    const person = { name: '田中 花子', email: `${randomBytes(6).toString('hex')}@example.jp` };
    const company = { name: 'Aozora Foods' };
    const command = { type: 'CaptureLead', source: {}, consents: [], person, company } as const;
    return (await runtime.leads.capture(command, anOrigin())).leadId;
  };
  const promote = (leadId: string) =>
    runtime.leads.execute(leadId, { type: 'PromoteLead', reason: 'raised_hand' }, anOrigin());
  const assign = (leadId: string, assignee: string) =>
    runtime.leads.execute(
      leadId,
      { type: 'AssignLead', assignee, department: 'inside_sales' },
      { ...anOrigin(), actor: { subject: 'ken', department: 'inside_sales' } },
    );
  const recorded = async () => (await notificationPage(runtime.pool, {}, { limit: 100 })).items;
  const isDelivered = ({ state }: Notification) => state === 'delivered';
  const deliveredOf = async (leadId: string) =>
    (await recorded()).filter((one) => one.leadId === leadId && isDelivered(one));
  const deliveredBy = async (channel: string) => {
    const filter = { channel, state: 'delivered' } as const;
    return (await notificationPage(runtime.pool, filter, { limit: 1 })).items;
  };
  async function untilAll(state: string, count: number) {
    const inState = async () =>
      (await recorded()).filter(
        (one) => one.state === state && (state !== 'pending' || one.attempts > 0),
      );
    for (let found = await inState(); ; found = await inState()) {
      if (found.length >= count) return found;
      await delay(30);
    }
  }

  it('tells whom the rules name, each once by each channel, and records what became of it', async () => {
    await start();
    const leadId = await capture();
    await promote(leadId);
    await assign(leadId, 'mika');
    const all = await untilAll('delivered', 4);
    expect(
      all
        .map(({ rule, channel, recipient, attempts }) => [rule, channel, recipient, attempts])
        .sort(),
    ).toEqual([
      ['crm-mql', 'crm', { kind: 'channel' }, 1],
      ['new-mql', 'mail', { kind: 'address', address: 'inside@example.com', language: 'en' }, 1],
      ['new-mql-chat', 'chat', { kind: 'channel' }, 1],
      ['yours', 'mail', { kind: 'person', subject: 'mika' }, 1],
    ]);
    const history = await runtime.leads.history(leadId);
    const mql = history.find(({ type }) => type === 'LeadMarketingQualified')!;
    expect(all.find(({ rule }) => rule === 'crm-mql')).toMatchObject({
      causeId: mql.id,
      causeType: 'com.tasuki.lead.marketing-qualified.v1',
      leadId,
      version: mql.version,
      reason: null,
    });

    expect([...mail.recipients].sort()).toEqual(['inside@example.com', 'mika@example.com']);
    const [hook] = hooks.received;
    expect(hooks.received).toHaveLength(1);
    const payload = new Webhook(secret).verify(hook!.body, hook!.headers) as { type: string };
    expect(payload.type).toBe('com.tasuki.lead.marketing-qualified.v1');
    expect(hook!.body).not.toContain('田中');
    expect(chat.received).toHaveLength(1);
    expect(chat.received[0]!.body).toContain('田中 花子');
  });

  it('tells everybody of a department, each in their language', async () => {
    await start();
    const leadId = await capture();
    await promote(leadId);
    await untilAll('delivered', 3);
    const recycle = { type: 'RecycleLead', reason: 'no_budget' } as const;
    await runtime.leads.execute(leadId, recycle, anOrigin());
    await untilAll('delivered', 5);
    expect(mail.recipients.slice(1).sort()).toEqual(['ken@example.com', 'mika@example.com']);
  });

  it('warns of rules that tell a department of which nobody is known, by the files as they are', async () => {
    const warned = async () => {
      const { status, warnings } = await runtime.health.report();
      expect(status).toBe('ready');
      return warnings.flatMap(({ check, problem }) => (check === 'notifications' ? [problem] : []));
    };
    const lines: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
    const withoutSales = notifications().replace('department: inside_sales', 'department: sales');
    await writeFile(join(folder, 'notifications.yaml'), withoutSales);
    await start({ logger });
    const nobody =
      'rules tell everybody of sales, and the file of people has nobody of that department';
    expect(JSON.parse(lines[0]!)).toMatchObject({ reason: nobody });
    while ((await runtime.health.report()).status !== 'ready') await delay(30);
    expect(await warned()).toEqual([nobody]);
    const withSales = people.replace('inside_sales, address: ken', 'sales, address: ken');
    await writeFile(join(folder, 'people.yaml'), withSales);
    expect(await warned()).toEqual([]);
    await writeFile(join(folder, 'people.yaml'), 'people: []');
    expect(await warned()).toEqual([
      'rules tell assignees and everybody of sales, and there is no file of people',
    ]);
  });

  it('begins at the end of the log: nobody is told of what happened before, or was imported', async () => {
    const before = await capture();
    await promote(before);
    await start();
    const imported = { type: 'CaptureLead', source: {}, consents: [], by: 'import' } as const;
    const { leadId } = await runtime.leads.capture(imported, anOrigin());
    const history = { type: 'ImportHistory', target: 'mql', reachedAt: {} } as const;
    await runtime.leads.execute(leadId, history, anOrigin());
    const fresh = await capture();
    await promote(fresh);
    const all = await untilAll('delivered', 3);
    await delay(300);
    expect(new Set(all.map((one) => one.leadId))).toEqual(new Set([fresh]));
    expect(await recorded()).toHaveLength(3);
  });

  it('tells nobody twice when the stream delivers everything again, and two share the work', async () => {
    await start();
    await start();
    const leads = await Promise.all(Array.from({ length: 6 }, capture));
    for (const leadId of leads) await promote(leadId);
    await untilAll('delivered', 18);
    await runtime.pool.query(
      `delete from inbox where consumer_group = 'notifier';
       delete from checkpoints where reader = 'stream:notifier'`,
    );
    await start();
    await delay(1_500);
    expect(await recorded()).toHaveLength(18);
    expect([mail.accepted.length, hooks.received.length, chat.received.length]).toEqual([6, 6, 6]);
  });

  it('tries a webhook again that was not taken, under the same id', async () => {
    hooks.behave(answering(503));
    await start();
    await promote(await capture());
    const [pending] = await untilAll('pending', 1);
    expect(pending).toMatchObject({ rule: 'crm-mql', attempts: 1 });
    expect(Date.parse(pending!.nextAttemptAt!)).toBeGreaterThan(Date.now() + 2_000);
    hooks.behave(answering(200));
    await runtime.pool.query(`update notifications set due_at = now() where state = 'pending'`);
    await untilAll('delivered', 3);
    const ids = hooks.received.map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual([pending!.id, pending!.id]);
  });

  it('closes a channel where nobody listens any more, and sends what waits when somebody opens it', async () => {
    hooks.behave(answering(410));
    await start();
    await promote(await capture());
    const waiting = async () => {
      const all = await recorded();
      return all.filter(({ channel, reason }) => channel === 'crm' && reason !== null);
    };
    while ((await waiting()).length < 1) await delay(30);
    await promote(await capture());
    while ((await waiting()).length < 2) await delay(30);
    expect(hooks.received).toHaveLength(1);
    expect((await waiting()).map(({ state }) => state)).toEqual(['pending', 'pending']);
    const { status, warnings } = await runtime.health.report();
    expect(status).toBe('ready');
    expect(warnings).toContainEqual({
      check: 'closed channels',
      problem: 'crm; see leadctl channels list',
    });
    const { url: DATABASE_URL, masterKeyFile: TASUKI_MASTER_KEY_FILE } = runtime;
    const channels = (...args: string[]) =>
      leadctl({ DATABASE_URL, TASUKI_MASTER_KEY_FILE }, ['channels', ...args]);
    expect((await channels('list')).stdout).toMatch(/^crm {2}closed \S+: .*410/);
    hooks.behave(answering(204));
    expect((await channels('open', 'crm')).stdout).toBe('crm is open.\n');
    expect((await channels('open', 'crm')).stderr).toBe('crm is not closed.\n');
    await runtime.pool.query(`update notifications set due_at = now() where state = 'pending'`);
    await untilAll('delivered', 6);
    expect(new Set(hooks.received.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
  });

  it('sends by a channel that answers, however many others hang and however much waits for them', async () => {
    const hanging = Array.from({ length: 6 }, (_, index) => `hanging-${index}`);
    const channels = hanging.map(
      (name) =>
        `  ${name}: {kind: webhook, url: 'http://127.0.0.1:${hooks.port}/${name}', secrets: ['${secret}']}\n`,
    );
    const rules = hanging.map(
      (name) => `  - {rule: ${name}, on: marketing-qualified, by: ${name}}\n`,
    );
    const file = notifications().replace('channels:\n', `channels:\n${channels.join('')}`);
    await writeFile(join(folder, 'notifications.yaml'), file + rules.join(''));
    const { behaviour, mostOpen } = holding();
    hooks.behave(behaviour);
    await start();
    for (let times = 0; times < 8; times += 1) await promote(await capture());
    while (hanging.some((name) => (mostOpen.get(`/${name}`) ?? 0) < 4)) await delay(20);
    await untilAll('delivered', 16);
    expect([mail.accepted.length, chat.received.length]).toEqual([8, 8]);
    const late = await capture();
    await promote(late);
    while ((await deliveredOf(late)).length < 2) await delay(20);
    // What hangs for long is given up, and another one takes its place: never are there more.
    expect(hanging.map((name) => mostOpen.get(`/${name}`))).toEqual(hanging.map(() => 4));
    expect(await Promise.all(hanging.map(deliveredBy))).toEqual(hanging.map(() => []));
    hooks.behave(answering(200));
    hooks.dropAll();
  });

  it('waits for a file that has the channel, and counts no attempt meanwhile', async () => {
    await start();
    const leadId = await capture();
    await promote(leadId);
    await untilAll('delivered', 3);
    await runtime.pool.query(
      `update notifications set state = 'pending', channel = 'newer', due_at = now(), attempts = 0
       where channel = 'crm'`,
    );
    const newer = async () => (await recorded()).find(({ channel }) => channel === 'newer')!;
    while ((await newer()).reason === null) await delay(30);
    expect(await newer()).toMatchObject({
      state: 'pending',
      attempts: 0,
      reason: 'no such channel in the file',
    });
  });

  it('does not send again what a sender with a newer file was sending when it ended', async () => {
    await start();
    const leadId = await capture();
    await promote(leadId);
    await untilAll('delivered', 3);
    // As the other one left it: the mail was accepted, and nobody wrote so.
    await runtime.pool.query(
      `update notifications set state = 'sending', channel = 'newer', due_at = now()
       where channel = 'mail'`,
    );
    const newer = async () => (await recorded()).find(({ channel }) => channel === 'newer')!;
    while ((await newer()).state === 'sending') await delay(30);
    expect(await newer()).toMatchObject({
      state: 'unknown',
      reason: 'the process that sent it ended meanwhile',
    });
    const file = notifications().replace('channels:\n', `channels:\n  newer: ${mailChannel()}\n`);
    await writeFile(join(folder, 'notifications.yaml'), file);
    await promote(await capture());
    await untilAll('delivered', 5);
    expect([mail.accepted.length, (await newer()).state]).toEqual([2, 'unknown']);
    await redeliverNotification(runtime.pool, (await newer()).id);
    await untilAll('delivered', 6);
    expect(mail.accepted).toHaveLength(3);
  });

  it('after a sender that ended in the middle, shows e-mail as unknown and sends webhooks again', async () => {
    hooks.behave(silent);
    mail.behave({ stallsAt: 'DATA' });
    const asleep = await start();
    await promote(await capture());
    // The message of the chat; then mail and webhook are on their way.
    await untilAll('delivered', 1);
    await untilAll('sending', 2);
    hooks.behave(answering(200));
    await start();
    // As if the first one gave no sign of life, which it does now and then.
    const lapse = `update notifications set due_at = now() where state = 'sending' and claims = 1`;
    const isTakenOver = async () => (await recorded()).every(({ state }) => state !== 'sending');
    for (; !(await isTakenOver()); await delay(50)) await runtime.pool.query(lapse);
    const [unknown] = await untilAll('unknown', 1);
    expect(unknown).toMatchObject({
      channel: 'mail',
      reason: 'the process that sent it ended meanwhile',
    });
    await untilAll('delivered', 2);
    expect(new Set(hooks.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    mail.behave({});
    hooks.dropAll();
    mail.dropAll();
    await asleep();
  }, 90_000);

  it('keeps what it is sending for as long as that takes, with another one beside it', async () => {
    const [leaseMs, answersAfterMs] = [2_500, 6_000];
    hooks.behave((response, request) => {
      setTimeout(() => answering(200)(response, request), answersAfterMs);
    });
    mail.behave({ answersAfterMs });
    await start({ leaseMs });
    await start({ leaseMs });
    await promote(await capture());
    await until(
      async () => hooks.received.length > 1 || (await recorded()).filter(isDelivered).length === 3,
    );
    const all = await recorded();
    expect(all.map(({ state, attempts }) => [state, attempts])).toEqual(
      Array(3).fill(['delivered', 1]),
    );
    expect([mail.accepted.length, hooks.received.length, chat.received.length]).toEqual([1, 1, 1]);
  });

  it('finishes what it is sending before it ends, and says what it waits for', async () => {
    mail.behave({ stallsAt: 'DATA' });
    const lines: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
    const end = await start({ logger });
    await promote(await capture());
    await untilAll('delivered', 2);
    await untilAll('sending', 1);
    let hasEnded = false;
    const ending = end().then(() => (hasEnded = true));
    while (!lines.some((line) => line.includes('what is being sent is finished'))) await delay(10);
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ sending: 1 });
    await delay(100);
    expect(hasEnded).toBe(false);
    mail.dropAll();
    await ending;
    expect((await recorded()).map(({ state }) => state).sort()).toEqual([
      'delivered',
      'delivered',
      'unknown',
    ]);
  });

  it('opens the data of a person when it sends: who was erased meanwhile is not named', async () => {
    mail.behave({ reply: { to: 'MAIL FROM', code: 451 } });
    await start();
    const leadId = await capture();
    await promote(leadId);
    await untilAll('pending', 1);
    await runtime.pool.query('delete from lead_keys where lead_id = $1', [leadId]);
    mail.behave({});
    await runtime.pool.query(`update notifications set due_at = now() where state = 'pending'`);
    await untilAll('delivered', 3);
    expect(mail.accepted[0]).toContain('Aozora Foods');
    expect(mail.accepted[0]).not.toMatch(/田中|=E7=94=B0=E4=B8=AD/);
  });

  it('waits for whom nobody knows any more, and says so', async () => {
    await start();
    const leadId = await capture();
    await promote(leadId);
    await untilAll('delivered', 3);
    await assign(leadId, 'ken');
    await untilAll('delivered', 4);
    await writeFile(
      join(folder, 'people.yaml'),
      people.replace('subject: mika', 'subject: nobody'),
    );
    const pool = runtime.pool;
    await pool.query(
      `update notifications set recipient = '{"kind":"person","subject":"mika"}', state = 'pending',
         due_at = now() where rule = 'yours'`,
    );
    const mika = async () => (await recorded()).find(({ rule }) => rule === 'yours')!;
    while ((await mika()).reason === null) await delay(30);
    expect(await mika()).toMatchObject({
      state: 'pending',
      reason: 'mika is not among the people',
    });
  });
});
