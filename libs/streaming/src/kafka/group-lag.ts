import { pause } from '@tasuki/platform';
import { type Admin, type Kafka } from 'kafkajs';
import { StreamUnavailable } from '../streaming';

/** By group: messages that stand on the topic and that the group has not handled. */
export type Lags = ReadonlyMap<string, number>;

export interface GroupLag {
  /**
   * A figure is 2 s old at most.
   * @throws StreamUnavailable when the brokers do not say within 2 s; at once while they still owe an
   * answer to somebody who has given up
   */
  look(): Promise<Lags>;
  /** Takes 5 s at most after the last look has ended; what is left then closes as soon as it can. */
  close(): Promise<void>;
}

export interface GroupLagOptions {
  readonly topic: string;
  readonly groups: () => Promise<readonly string[]>;
  /** What a group is called on the brokers. */
  readonly nameOnBrokers: (group: string) => string;
}

/** Whoever asks must get an answer, also when the brokers are stuck. */
const patienceMs = 2_000;
/** For how long a figure is told again. */
const keepMs = 2_000;
/** How long somebody who stops waits for brokers that are stuck. */
const closeMs = 5_000;

/** Asks the brokers when somebody wants to know, once for all who ask at the same time. */
export function groupLag(kafka: Kafka, options: GroupLagOptions): GroupLag {
  let connected: Admin | undefined;
  let known: { readonly lags: Lags; readonly at: number } | undefined;
  let looking: Promise<Lags> | undefined;
  let leaving: Promise<void> | undefined;

  /** What fails once is thrown away: with a fresh connection the next one finds whoever is there then. */
  async function ask(): Promise<Lags> {
    const admin = (connected ??= kafka.admin());
    const asking = lagsOf(admin, options);
    const answered = new AbortController();
    try {
      const lags = await Promise.race([asking, silence(answered.signal)]);
      known = { lags, at: performance.now() };
      return lags;
    } catch (error) {
      connected = undefined;
      leaving = leave(admin, asking).finally(() => (leaving = undefined));
      throw new StreamUnavailable(error);
    } finally {
      answered.abort();
      looking = undefined;
    }
  }

  return {
    async look() {
      if (known !== undefined && performance.now() - known.at < keepMs) return known.lags;
      if (leaving !== undefined) throw new StreamUnavailable(new Error(stillOwed));
      return (looking ??= ask());
    },
    async close() {
      await looking?.catch(() => undefined);
      const left = new AbortController();
      await Promise.race([leaving, leaving && pause(closeMs, left.signal)]);
      left.abort();
      await connected?.disconnect().catch(() => undefined);
    },
  };
}

const stillOwed = 'the brokers have not answered yet what they were asked before';

/** kafkajs tries on whatever it is told: a connection that it opens after a disconnect, nobody closes. */
async function leave(admin: Admin, asking: Promise<unknown>): Promise<void> {
  await asking.catch(() => undefined);
  await admin.disconnect().catch(() => undefined);
}

async function silence(signal: AbortSignal): Promise<never> {
  await pause(patienceMs, signal);
  throw new Error(`the brokers do not answer within ${patienceMs} ms`);
}

async function lagsOf(
  admin: Admin,
  { topic, groups, nameOnBrokers }: GroupLagOptions,
): Promise<Lags> {
  await admin.connect();
  const stored: [string, ReadonlyMap<number, string>][] = [];
  // In turn: where one fails no other is still under way.
  for (const group of await groups()) {
    stored.push([group, await offsetsOf(admin, topic, nameOnBrokers(group))]);
  }
  // After what the groups have stored: their ends lie behind it.
  const ends = await admin.fetchTopicOffsets(topic);
  return new Map(
    stored.map(([group, offsets]) => [
      group,
      ends
        .map(({ partition, low, high }) => {
          // A group that has stored nothing, or what was deleted since, goes on at the beginning.
          const next = Math.max(Number(offsets.get(partition) ?? -1), Number(low));
          return Math.max(0, Number(high) - next);
        })
        .reduce((sum, lag) => sum + lag, 0),
    ]),
  );
}

/** Where a group goes on in each partition; -1 where it has stored nothing. */
async function offsetsOf(
  admin: Admin,
  topic: string,
  groupId: string,
): Promise<ReadonlyMap<number, string>> {
  const stored = await admin.fetchOffsets({ groupId, topics: [topic] });
  const partitions = stored.flatMap((one) => one.partitions);
  return new Map(partitions.map(({ partition, offset }) => [partition, offset]));
}
