import { readCheckpoint } from '@tasuki/event-store';
import { silentLogger } from '@tasuki/platform';
import { registry } from '@tasuki/runtime';
import { setTimeout as delay } from 'node:timers/promises';
import { type TestRuntime } from '../../../test/support/test-runtime';
import { followLog } from '../src/passes';
import { type Projection } from '../src/projection';
import { readModel } from '../src/read-model';

/** Brings a projection up to the head of the log, and stops. */
export async function project<D>(
  { pool, log }: Pick<TestRuntime, 'pool' | 'log'>,
  projection: Projection<D>,
): Promise<void> {
  const model = readModel(projection);
  const stop = new AbortController();
  const options = { pool, log, registry, logger: silentLogger };
  const task = { readModel: model, table: model.table };
  const following = followLog(options, [task], stop.signal, () => undefined);
  const head = await log.head();
  const arrived = async () => {
    while ((await readCheckpoint(pool, model.table)) < head) await delay(5);
  };
  await Promise.race([arrived(), following]);
  stop.abort();
  await following;
}
