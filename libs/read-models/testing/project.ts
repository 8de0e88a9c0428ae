import { silentLogger } from '@tasuki/platform';
import { setTimeout as delay } from 'node:timers/promises';
import { type TestRuntime } from '../../../test/support/test-runtime';
import { type Projection } from '../src/projection';
import { projectionRunner } from '../src/projection-runner';

/** Brings a projection up to the head of the log, and stops. */
export async function project<D>(
  { pool, store }: TestRuntime,
  projection: Projection<D>,
): Promise<void> {
  const stop = new AbortController();
  const runner = projectionRunner(projection, { pool, store, logger: silentLogger });
  const running = runner.run(stop.signal);
  while ((await runner.position()) < (await store.head())) await delay(5);
  stop.abort();
  await running;
}
