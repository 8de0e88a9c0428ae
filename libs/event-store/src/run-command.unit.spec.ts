import { defineEvents, type EventOf, refuse } from '@tasuki/domain';
import { settableClock } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { StoreUnavailable } from './errors';
import { anEvent } from './event-store.contract';
import { beginning, type EventStore, memoryEventStore } from './index';
import { commandRunner, type CommandOrigin, Contention, type Decider } from './run-command';

const events = defineEvents({ Counted: Type.Object({ by: Type.Integer() }) });
type Counted = EventOf<typeof events>;

/** Counts up to 5; counting by 0 changes nothing. */
const counter: Decider<number, number, Counted, { now: string }> = {
  initial: 0,
  evolve: (sum, { data }) => sum + data.by,
  decide: (by, sum) => {
    if (sum + by > 5) throw refuse('not_allowed_in_stage', 'at most 5');
    return by === 0 ? [] : Array.from({ length: by }, () => ({ type: 'Counted', data: { by: 1 } }));
  },
  events,
};

const anOrigin = (rest: Partial<CommandOrigin> = {}): CommandOrigin => ({
  id: randomUUID(),
  actor: { subject: 'aiko', department: null },
  correlationId: randomUUID(),
  causationId: null,
  bodyHash: 'a',
  ...rest,
});

function aCounter(store: EventStore = memoryEventStore()) {
  const clock = settableClock();
  const runner = commandRunner(store, clock);
  const count = (by: number, origin = anOrigin()) =>
    runner.run(counter, 'counter-1', by, origin, ({ now }) => ({ now }));
  return { store, clock, count };
}

describe('runCommand', () => {
  it('answers with the stream, its version, the position, and what was written', async () => {
    const { store, count } = aCounter();
    const receipt = await count(2);
    expect(receipt).toEqual({
      stream: 'counter-1',
      version: 2,
      position: await store.head(),
      events: (await store.readStream('counter-1')).map(({ id, type }) => ({ id, type })),
    });
  });

  it('keeps who sent it and by which command in each event, the hash of the body in the first', async () => {
    const { store, count } = aCounter();
    const origin = anOrigin({ causationId: randomUUID() });
    await count(2, origin);
    const [first, second] = await store.readStream('counter-1');
    const { id: commandId, actor, correlationId, causationId, bodyHash } = origin;
    expect(first!.metadata).toEqual({ commandId, actor, correlationId, causationId, bodyHash });
    expect(second!.metadata).toEqual({ commandId, actor, correlationId, causationId });
  });

  it('answers the same command with its first receipt, also when the stream went on', async () => {
    const { store, count } = aCounter();
    const origin = anOrigin();
    const first = await count(2, origin);
    await count(1);
    expect(await count(2, origin)).toEqual(first);
    expect(await store.readStream('counter-1')).toHaveLength(3);
  });

  it('refuses another body under the same command id', async () => {
    const { count } = aCounter();
    const origin = anOrigin();
    await count(1, origin);
    await expect(count(2, { ...origin, bodyHash: 'b' })).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
  });

  it('remembers no command that was refused or changed nothing: it is decided anew', async () => {
    const { count } = aCounter();
    await count(3);
    const [idle, refused] = [anOrigin(), anOrigin()];
    expect(await count(0, idle)).toMatchObject({ version: 3, events: [] });
    expect(await count(1, { ...idle, bodyHash: 'b' })).toMatchObject({ version: 4 });
    await expect(count(3, refused)).rejects.toMatchObject({ code: 'not_allowed_in_stage' });
    expect(await count(1, refused)).toMatchObject({ version: 5 });
  });

  it('answers with the beginning of the log when nothing changes in a stream without events', async () => {
    const { count } = aCounter();
    const receipt = { stream: 'counter-1', version: 0, position: beginning, events: [] };
    expect(await count(0)).toEqual(receipt);
  });

  it('never lets recordedAt run backwards within a stream', async () => {
    const { store, clock, count } = aCounter();
    clock.set('2026-05-01T12:00:00.000Z');
    await count(1);
    clock.set('2026-05-01T09:00:00.000Z');
    await count(1);
    clock.set('2026-05-01T13:00:00.000Z');
    await count(1);
    const times = (await store.readStream('counter-1')).map(({ recordedAt }) => recordedAt);
    expect(times.map((time) => time.slice(11, 13))).toEqual(['12', '12', '13']);
  });

  it('runs commands on one stream one after the other: no conflict within a process', async () => {
    const store = memoryEventStore();
    let conflicts = 0;
    const counting: EventStore = {
      ...store,
      append: (...args) =>
        store.append(...args).catch((error) => ((conflicts += 1), Promise.reject(error as Error))),
    };
    const { count } = aCounter(counting);
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => count(1)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(conflicts).toBe(0);
  });

  it('decides anew on what another process wrote in between', async () => {
    const store = memoryEventStore();
    let interruptions = 2;
    const { count } = aCounter({
      ...store,
      append: async (stream, appended, expected) => {
        if (interruptions-- > 0) await store.append(stream, [anEvent({ by: 1 }, 'Counted')], 'any');
        return store.append(stream, appended, expected);
      },
    });
    expect(await count(2)).toMatchObject({ version: 4 });
    await expect(count(2)).rejects.toMatchObject({ code: 'not_allowed_in_stage' });
  });

  it('gives up with nothing written when others never let it through', async () => {
    const store = memoryEventStore();
    const { count } = aCounter({
      ...store,
      append: async (stream, appended, expected) => {
        await store.append(stream, [anEvent({ by: 0 }, 'Counted')], 'any');
        return store.append(stream, appended, expected);
      },
    });
    await expect(count(1)).rejects.toBeInstanceOf(Contention);
    const written = await store.readStream('counter-1');
    expect(written.every(({ data }) => (data as { by: number }).by === 0)).toBe(true);
  });

  it('passes on what the store says, and lets the next command on the stream through', async () => {
    const store = memoryEventStore();
    let away = true;
    const { count } = aCounter({
      ...store,
      append: (...args) =>
        away ? Promise.reject(new StoreUnavailable('x')) : store.append(...args),
    });
    await expect(count(1)).rejects.toBeInstanceOf(StoreUnavailable);
    away = false;
    expect(await count(1)).toMatchObject({ version: 1 });
  });
});
