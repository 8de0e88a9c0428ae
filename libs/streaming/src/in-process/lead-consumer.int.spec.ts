import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { aGroup } from '../../testing/consuming';
import { openTestLog, runConsumer } from '../../testing/lead-consuming';
import { inTurn } from '../../testing/lead-events';
import { openConsumer } from '../../testing/member';
import { leadConsumerContract } from '../inbox/lead-consumer.contract';
import { readerOf, startingPosition } from './first-position.postgres';

describe('consumers without Kafka', () => {
  leadConsumerContract(async () => {
    const log = await openTestLog();
    return {
      log,
      openStream: () => openConsumer({ kind: 'in-process', url: log.url }),
      publish: (told) => log.append(told),
      close: () => log.close(),
    };
  });

  it('start where they stand in the log, though a crash came between the one and the other', async () => {
    const [log, group, before, after] = [await openTestLog(), aGroup(), randomUUID(), randomUUID()];
    await log.append(inTurn([before], 1, 2));
    // All that a process has done that was killed in its first moment.
    const place = await startingPosition(log.pool, log.store, readerOf(group), 'end');
    await log.append([...inTurn([before], 3, 4), ...inTurn([after], 1, 2)]);
    const stream = openConsumer({ kind: 'in-process', url: log.url });
    const running = runConsumer(log, stream.consumer, { group, from: 'end' });
    const isThrough = async () => {
      const { rows } = await log.pool.query<{ position: string }>(
        'select position from checkpoints where reader = $1',
        [readerOf(group)],
      );
      return rows[0]!.position === (await log.store.head());
    };
    while (!(await isThrough())) await delay(20);
    await running.stop();
    expect([await log.effectsOf(before), await log.effectsOf(after)]).toEqual([
      [3, 4],
      [1, 2],
    ]);
    const { rows } = await log.pool.query('select start from consumer_groups where name = $1', [
      group,
    ]);
    expect(rows).toEqual([{ start: place }]);
    await stream.close();
    await log.close();
  });
});
