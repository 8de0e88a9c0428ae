import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runTypeScript } from '../../../test/support/run-typescript';
import { type Incoming, type MessageConsumer, type Subscription } from '../src/index';
import { type Told } from './lead-events';
import { type MemberTask } from './member-process';

export const aGroup = () => `group-${randomUUID()}`;
export const someLeads = (count: number) => Array.from({ length: count }, () => randomUUID());

/** Gives up before jest does: a loop that outlives its test keeps jest alive. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const givingUp = Date.now() + 55_000;
  while (!(await isSo())) {
    if (Date.now() > givingUp) throw new Error(`it did not come about: ${isSo.toString()}`);
    await delay(20);
  }
}

/** A consumer at work in this process, and what it was handed. */
export interface Consuming {
  /** As they were handed over, also those that were not handled. */
  readonly batches: readonly (readonly Incoming[])[];
  readonly states: readonly string[];
  /** All that was handled, in order. */
  handled(): readonly Told[];
  /** Resolves once so many were handled. */
  untilHandled(count: number): Promise<void>;
  /** Tells it to stop, and waits until it has. */
  stop(): Promise<void>;
}

export function consume(
  consumer: MessageConsumer,
  group: string,
  { handle }: Partial<Pick<Subscription, 'handle'>> = {},
): Consuming {
  const stop = new AbortController();
  const [batches, states, handled]: [(readonly Incoming[])[], string[], Told[]] = [[], [], []];
  const running = consumer.run(
    {
      group,
      onState: (state) => void states.push(state),
      async handle(batch, signal) {
        batches.push(batch);
        await handle?.(batch, signal);
        handled.push(...toldIn(batch));
      },
    },
    stop.signal,
  );
  return {
    batches,
    states,
    handled: () => handled,
    untilHandled: (count) => until(() => handled.length >= count),
    async stop() {
      stop.abort();
      await running;
    },
  };
}

export function toldIn(batch: readonly Incoming[]): readonly Told[] {
  return batch.flatMap((one) =>
    'message' in one ? [{ leadId: one.message.subject, version: one.message.streamversion }] : [],
  );
}

export function versionsOf(told: readonly Told[], leadId: string): readonly number[] {
  return told.filter((one) => one.leadId === leadId).map(({ version }) => version);
}

/** A member in a process of its own, that can be killed. */
export interface MemberProcess {
  readonly told: readonly Told[];
  kill(): Promise<void>;
}

export function startMember(task: MemberTask): MemberProcess {
  const { child, output } = runTypeScript(join(__dirname, 'member-process.ts'), task);
  const ended = output.then(
    () => undefined,
    () => undefined,
  );
  const told: Told[] = [];
  let rest = '';
  child.stdout!.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop()!;
    told.push(...lines.map((line) => JSON.parse(line) as Told));
  });
  return {
    told,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Each version up to the last came, and none before the one below it; repetitions are allowed. */
export function assertNoneSkipped(versions: readonly number[], last: number): void {
  let highest = 0;
  for (const version of versions) {
    expect(version).toBeLessThanOrEqual(highest + 1);
    highest = Math.max(highest, version);
  }
  expect(highest).toBe(last);
}
