import { defineEvents, type EventOf, refuse } from '@tasuki/domain';
import { settableClock } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { firstEvents } from './first-events';
import { memoryEventStore } from './memory/memory-event-store';
import { commandRunner, type CommandOrigin, type Decider } from './run-command';

const events = defineEvents({ Counted: Type.Object({ by: Type.Integer() }) });
type Counted = EventOf<typeof events>;

/** Counts up to 5; counting by 0 changes nothing. */
const counter: Decider<number, number, Counted, object> = {
  initial: 0,
  evolve: (sum, { data }) => sum + data.by,
  decide: (by, sum) => {
    if (sum + by > 5) throw refuse('not_allowed_in_stage', 'at most 5');
    return by === 0 ? [] : [{ type: 'Counted', data: { by } }];
  },
  events,
};

const now = '2026-01-01T00:00:00.000Z';

function sent(by: number) {
  const actor = { subject: 'aiko', department: null };
  const origin: CommandOrigin = {
    id: randomUUID(),
    actor,
    correlationId: 'c',
    causationId: null,
    bodyHash: `hash of ${by}`,
  };
  return { command: by, origin };
}

describe('the first events of a stream', () => {
  it('are what the commands would write one by one', async () => {
    const commands = [sent(1), sent(0), sent(2)];
    const store = memoryEventStore();
    const runner = commandRunner(store, settableClock(now));
    for (const { command, origin } of commands) {
      await runner.run(counter, 'counter-1', command, origin, () => ({}));
    }
    const oneByOne = (await store.readStream('counter-1')).map(
      ({ stream: _, version: __, position: ___, ...event }) => event,
    );
    const together = await firstEvents(counter, 'counter-1', commands, now, () => ({}));
    expect(together).toEqual(oneByOne);
  });

  it('are none when a later command is refused by what an earlier one did', () =>
    expect(firstEvents(counter, 'counter-1', [sent(3), sent(3)], now, () => ({}))).rejects.toThrow(
      'at most 5',
    ));
});
