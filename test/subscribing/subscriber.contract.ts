import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { aGroup, someLeads, until } from '../../libs/streaming/testing/consuming';
import { type KafkaStream, openKafkaStream } from '../../libs/streaming/testing/kafka-stream';
import { inTurn } from '../../libs/streaming/testing/lead-events';

/** How a consumer of docs/subscribing.md is run. */
export interface SubscriberProgram {
  readonly program: string;
  readonly args: readonly string[];
}

type Summary = Readonly<Record<string, { readonly leads: number; readonly messages: number }>>;

/** What each consumer of docs/subscribing.md promises. */
export function subscriberContract(open: () => Promise<SubscriberProgram>): void {
  let stream: KafkaStream;
  let folder: string;
  let subscriber: SubscriberProgram;
  let environment: Readonly<Record<string, string>>;
  const children: ChildProcess[] = [];
  beforeAll(async () => {
    subscriber = await open();
    stream = await openKafkaStream(2);
    folder = await mkdtemp(join(tmpdir(), 'tasuki-subscriber-'));
    const { broker, topic } = stream.plan;
    const { PATH = '' } = process.env;
    const DATABASE = join(folder, 'leads.sqlite');
    environment = { PATH, KAFKA_BROKERS: broker, TASUKI_TOPIC: topic, GROUP: aGroup(), DATABASE };
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await stream.close();
    await rm(folder, { recursive: true, force: true });
  });

  function start() {
    const { program, args } = subscriber;
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    const child = spawn(program, args, { env: environment, stdio: [...stdio] });
    children.push(child);
    const summaries: Summary[] = [];
    let rest = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop()!;
      summaries.push(...lines.map((line) => JSON.parse(line) as Summary));
    });
    return {
      untilHandled: (messages: number) =>
        until(() => summaries.length > 0 && handledIn(summaries.at(-1)!) >= messages),
      last: () => summaries.at(-1),
      async end(signal: 'SIGTERM' | 'SIGKILL') {
        const ended = once(child, 'exit');
        child.kill(signal);
        return ((await ended) as [number | null])[0];
      },
    };
  }

  it('has the effect of each message once: repeated, killed and started again, live', async () => {
    const [mql, sql, accepted] = someLeads(3) as [string, string, string];
    await stream.publish(inTurn([mql], 1, 2));
    await stream.publish(inTurn([sql, accepted], 1, 3));
    await stream.publish(inTurn([mql, accepted], 1, 2));
    const first = start();
    await first.untilHandled(8);
    await first.end('SIGKILL');

    await stream.publish(inTurn([sql, accepted], 2, 4));
    await stream.publish(inTurn([mql], 1, 2));
    await stream.publish(inTurn([accepted], 3, 12));
    const second = start();
    await second.untilHandled(18);
    await stream.publish(inTurn([accepted], 12, 15));
    await second.untilHandled(21);
    expect(second.last()).toEqual({
      mql: { leads: 1, messages: 2 },
      sql: { leads: 1, messages: 4 },
      accepted: { leads: 1, messages: 15 },
    });
    expect(await second.end('SIGTERM')).toBe(0);

    const database = new DatabaseSync(environment.DATABASE!, { readOnly: true });
    const rows = database.prepare('select * from leads order by messages').all();
    database.close();
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { lead_id: mql, version: 2, stage: 'mql', messages: 2 },
      { lead_id: sql, version: 4, stage: 'sql', messages: 4 },
      { lead_id: accepted, version: 15, stage: 'accepted', messages: 15 },
    ]);
  });
}

function handledIn(summary: Summary): number {
  return Object.values(summary).reduce((sum, { messages }) => sum + messages, 0);
}
