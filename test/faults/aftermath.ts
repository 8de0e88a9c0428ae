import { readCheckpoint } from '@tasuki/event-store';
import { silentLogger } from '@tasuki/platform';
import { listParked, listTargets } from '@tasuki/read-models';
import { openRuntime, type Runtime } from '@tasuki/runtime';
import { expectReadModelsEqualFold } from '../../libs/read-models/testing/equals-fold';
import { expectNothingLost } from './expect-nothing-lost';
import { type Journal } from './journal';
import { until } from './until';

/**
 * What must hold when the faults are over and the load has ended, with everything still running:
 * nothing is lost, the rest is caught up with, and the read models equal the fold of the log.
 */
export async function expectRecovered(
  database: { readonly url: string; readonly masterKeyFile: string },
  journal: Journal,
): Promise<void> {
  const runtime = await openRuntime(
    {
      DATABASE_URL: database.url,
      TASUKI_MASTER_KEY_FILE: database.masterKeyFile,
      DATABASE_POOL: 4,
    },
    silentLogger,
  );
  try {
    await expectNothingLost(runtime.log, journal);
    await untilQuiet(runtime);
    expect(await listParked(runtime.pool)).toEqual([]);
    await expectReadModelsEqualFold(runtime);
  } finally {
    await runtime.close();
  }
}

/** Until scorer and read models are at the head of the log, and it has stopped growing. */
async function untilQuiet({ log, pool }: Runtime): Promise<void> {
  let before = '';
  const isQuiet = async () => {
    const [head, known] = [await log.head(), before];
    before = head;
    const targets = await listTargets(pool);
    const positions = [
      await readCheckpoint(pool, 'stream:scorer'),
      ...targets.map((one) => one.position),
    ];
    return [known, ...positions].every((position) => position === head);
  };
  await until('everything is scored and projected', isQuiet, 500);
}
