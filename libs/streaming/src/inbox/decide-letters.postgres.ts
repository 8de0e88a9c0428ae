import { withClient } from '@tasuki/platform';
import { type Pool, type PoolClient } from 'pg';
import { type DeadLetter } from './dead-letters.postgres';

export class NoDeadLetter extends Error {
  override readonly name = 'NoDeadLetter';
  constructor(group: string, key: string) {
    super(`${group} has no dead letter ${key}`);
  }
}

/** What is no event of the log is nothing that could be tried again. */
export class CannotBeRetried extends Error {
  override readonly name = 'CannotBeRetried';
  constructor(group: string, key: string) {
    super(`what stood at ${key} is no event of the log: ${group} can only discard it`);
  }
}

/** What is dead there is not what somebody looked at. */
export class AnotherIsDead extends Error {
  override readonly name = 'AnotherIsDead';
  constructor(group: string, key: string, dead: number | null, named: number | null) {
    const is = dead === null ? 'has no version' : `is version ${dead} of the lead now`;
    const was = named === null ? 'no version' : `version ${named}`;
    super(`the dead letter ${key} of ${group} ${is}, and ${was} was named`);
  }
}

/**
 * Has the group try it again, and what is held back behind it: whoever consumes for the group does so
 * within a second.
 * @throws NoDeadLetter, CannotBeRetried
 */
export async function retryDeadLetter(pool: Pool, group: string, key: string): Promise<void> {
  await withClient(pool, async (client) => {
    await client.query('begin');
    const { leadId } = await theLetter(client, group, key);
    if (leadId === null) throw new CannotBeRetried(group, key);
    await client.query(
      'update dead_letters set is_retrying = true where consumer_group = $1 and key = $2',
      [group, key],
    );
    await client.query(
      `update inbox set behind_since = '-infinity'
       where consumer_group = $1 and lead_id = $2 and seen > version`,
      [group, leadId],
    );
    await client.query('commit');
  });
}

/** Has a group try everything again that it could not handle: a new release may be what it waited for. */
export async function retryDeadLettersOf(pool: Pool, group: string): Promise<void> {
  const { rows } = await pool.query<{ key: string }>(
    'select key from dead_letters where consumer_group = $1 and lead_id is not null order by died_at',
    [group],
  );
  for (const { key } of rows) {
    await retryDeadLetter(pool, group, key).catch((error: unknown) => {
      if (!(error instanceof NoDeadLetter)) throw error;
    });
  }
}

/**
 * Leaves the message out for ever, and has the group go on behind it. Who and why is kept. The version
 * is the one that was looked at: another one of the lead may be dead by now.
 * @throws NoDeadLetter, AnotherIsDead
 */
export async function discardDeadLetter(
  pool: Pool,
  { group, key, version: named }: Pick<DeadLetter, 'group' | 'key' | 'version'>,
  reason: string,
  by: string,
): Promise<void> {
  await withClient(pool, async (client) => {
    await client.query('begin');
    const { leadId, version } = await theLetter(client, group, key);
    if (version !== named) throw new AnotherIsDead(group, key, version, named);
    await client.query(
      `with gone as (
         delete from dead_letters where consumer_group = $1 and key = $2 returning *
       )
       insert into discarded_letters
       select consumer_group, key, lead_id, version, place, reason, $3, $4 from gone`,
      [group, key, reason, by],
    );
    if (leadId !== null) {
      await client.query(
        `update inbox set
           version = greatest(version, $3),
           behind_since = case when seen > greatest(version, $3) then '-infinity'::timestamptz end
         where consumer_group = $1 and lead_id = $2`,
        [group, leadId, version],
      );
    }
    await client.query('commit');
  });
}

/**
 * Leaves out all that a group found and that is no event of the log. Who and why is kept.
 * @returns how many
 */
export async function discardForeign(
  pool: Pool,
  group: string,
  reason: string,
  by: string,
): Promise<number> {
  const { rowCount } = await pool.query(
    `with gone as (
       delete from dead_letters where consumer_group = $1 and lead_id is null returning *
     )
     insert into discarded_letters
     select consumer_group, key, lead_id, version, place, reason, $2, $3 from gone`,
    [group, reason, by],
  );
  return rowCount ?? 0;
}

/** A letter, locked after its lead in the inbox: everybody locks in this order. */
async function theLetter(
  client: PoolClient,
  group: string,
  key: string,
): Promise<Pick<DeadLetter, 'leadId' | 'version'>> {
  const { rows: handled } = await client.query<{ version: number }>(
    `select version from inbox where consumer_group = $1 and lead_id =
       (select lead_id from dead_letters where consumer_group = $1 and key = $2)
     for update`,
    [group, key],
  );
  const { rows } = await client.query<Pick<DeadLetter, 'leadId' | 'version'>>(
    `select lead_id as "leadId", version from dead_letters
     where consumer_group = $1 and key = $2 for update`,
    [group, key],
  );
  const [letter] = rows;
  // What was handled meanwhile is a dead letter no more, though it may still stand there.
  const isHandled = (letter?.version ?? Infinity) <= (handled[0]?.version ?? 0);
  if (letter === undefined || isHandled) throw new NoDeadLetter(group, key);
  return letter;
}
