import { moveCheckpoints } from '@tasuki/event-store';
import { withClient } from '@tasuki/platform';
import { type Pool } from 'pg';
import { type Reader } from './advance';
import { applyEntries, streamsOf } from './apply-entries';
import { CheckpointMoved, type EntryPage } from './apply-page';
import { exceptionsOf, park } from './parking.postgres';
import { remaining } from './readable';

/**
 * Applies a page to several tables that stand at one point of the log, in one transaction and over
 * one connection: a live page is short, and a transaction for each would cost more than its rows.
 * @throws CheckpointMoved, and whatever one of them runs into; nothing was written then
 */
export async function applyTogether(
  pool: Pool,
  readers: readonly Reader[],
  page: EntryPage,
): Promise<void> {
  const from = readers[0]!.position;
  const tables = readers.map(({ table }) => table);
  const parked = await withClient(pool, async (client) => {
    await client.query('begin');
    if (!(await moveCheckpoints(client, tables, from, page.position))) {
      throw new CheckpointMoved(tables.join(', '));
    }
    const known = await exceptionsOf(
      client,
      readers.map(({ table, readModel }) => ({ target: table, projection: readModel.name })),
      streamsOf(page.entries),
    );
    const outcomes = await Promise.allSettled(
      readers.map(async ({ readModel, table, filter }, index) => {
        const { entries } = remaining(page, from, filter);
        const found = await applyEntries(client, readModel, table, entries, known[index]!, false);
        await park(client, table, found);
        return found;
      }),
    );
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    await client.query('commit');
    return outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
  });
  readers.forEach((reader, index) => reader.arrive(page.position, parked[index]!));
}
