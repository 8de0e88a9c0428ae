import { silentLogger } from '@tasuki/platform';
import { listParked, listTargets } from '@tasuki/read-models';
import { listDeadLetters } from '@tasuki/streaming';
import { openRuntime, type Runtime } from '@tasuki/runtime';
import { expectReadModelsEqualFold } from '../../libs/read-models/testing/equals-fold';
import { expectNothingLost } from './expect-nothing-lost';
import { type Journal } from './journal';
import { until } from './until';

/**
 * What must hold when the faults are over and the load has ended, with everything still running:
 * nothing is lost, the rest is caught up with, and the read models equal the fold of the log.
 * @param more what must hold besides
 */
export async function expectRecovered(
  database: { readonly url: string; readonly masterKeyFile: string },
  journal: Journal,
  more: (runtime: Runtime) => Promise<void> = () => Promise.resolve(),
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
    expect(await listDeadLetters(runtime.pool)).toEqual([]);
    await expectReadModelsEqualFold(runtime);
    await more(runtime);
  } finally {
    await runtime.close();
  }
}

/**
 * Until read models, consumers and the sender of notifications have done all there is to do, and the log
 * has stopped growing.
 */
async function untilQuiet({ log, pool }: Runtime): Promise<void> {
  let before = '';
  const isQuiet = async () => {
    const [head, known] = [await log.head(), before];
    before = head;
    const positions = (await listTargets(pool)).map(({ position }) => position);
    if (![known, ...positions].every((position) => position === head)) return false;
    const { rows } = await pool.query<{ open: number }>(
      `select (
         select count(*)::int from consumer_groups
         cross join (
           select substr(stream, 6)::uuid as lead_id, max(version) as version, max(position) as position
           from events where stream like 'lead-%' group by stream
         ) lead
         left join inbox on inbox.consumer_group = name and inbox.lead_id = lead.lead_id
         where lead.position > start::bigint and inbox.version is distinct from lead.version
       ) + (select count(*)::int from notifications where state in ('pending', 'sending')) as open`,
    );
    return rows[0]!.open === 0;
  };
  await until('everything is projected, consumed and sent', isQuiet, 500);
}
