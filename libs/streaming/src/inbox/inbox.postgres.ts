import { type Position } from '@tasuki/event-store';
import { withClient } from '@tasuki/platform';
import { type Pool, type PoolClient } from 'pg';
import { type Known } from './plan';

/** How far a group has come with a lead. */
export interface Standing {
  readonly leadId: string;
  readonly version: number;
  readonly seen: number;
}

/** The last version of each lead that a group has handled. */
export interface Inbox {
  /** What happened up to there is nothing to the group; kept from its first start on. */
  start(from: Position): Promise<Position>;
  /** Of these leads; one that the group never met is missing. */
  known(leadIds: readonly string[]): Promise<ReadonlyMap<string, Known>>;
  /** Notes what was handled and delivered, of a lead maybe twice. Nothing goes back, whoever else is at it. */
  advance(standings: readonly Standing[]): Promise<void>;
  /**
   * Runs the work in one transaction with the note that this version was handled, unless it was. What
   * is below it counts as handled then: whoever calls knows that nothing of that is wanted.
   */
  handleOnce(
    next: { readonly leadId: string; readonly version: number },
    work: (client: PoolClient) => Promise<void>,
  ): Promise<void>;
  /**
   * Leads of which something was delivered and not handled since so long, and nothing holds them back.
   * They are the caller's for as long again.
   */
  claimBehind(waitMs: number, most: number): Promise<readonly Standing[]>;
}

export function postgresInbox(pool: Pool, group: string): Inbox {
  return {
    async start(from) {
      await pool.query('insert into consumer_groups values ($1, $2) on conflict do nothing', [
        group,
        from,
      ]);
      const { rows } = await pool.query<{ start: Position }>(
        'select start from consumer_groups where name = $1',
        [group],
      );
      return rows[0]!.start;
    },

    async known(leadIds) {
      const { rows } = await pool.query<Known & { leadId: string }>({
        name: 'inbox-known',
        text: `
          select lead_id as "leadId", version,
            exists (
              select from dead_letters letter
              where letter.consumer_group = $1 and letter.key = inbox.lead_id::text
                and not letter.is_retrying
            ) as "isHeld"
          from inbox where consumer_group = $1 and lead_id = any($2::uuid[])`,
        values: [group, leadIds],
      });
      return new Map(rows.map(({ leadId, version, isHeld }) => [leadId, { version, isHeld }]));
    },

    advance: (standings) => advance(pool, group, standings),

    async handleOnce({ leadId, version }, work) {
      await withClient(pool, async (client) => {
        const [, isNew] = await Promise.all([
          client.query('begin'),
          moveOn(client, group, leadId, version),
        ]);
        if (isNew) await work(client);
        await client.query('commit');
      });
    },

    async claimBehind(waitMs, most) {
      const { rows } = await pool.query<Standing>({
        name: 'inbox-behind',
        text: `
          update inbox set behind_since = now()
          where consumer_group = $1 and lead_id in (
            select lead_id from inbox waiting
            where consumer_group = $1 and behind_since <= now() - $2 * interval '1 ms'
              and not exists (
                select from dead_letters letter
                where letter.consumer_group = $1 and letter.key = waiting.lead_id::text
                  and not letter.is_retrying
              )
            order by behind_since limit $3 for update skip locked
          )
          returning lead_id as "leadId", version, seen`,
        values: [group, waitMs, most],
      });
      return rows;
    },
  };
}

/** @returns how far the group has come with the lead, which nobody else moves until the end of the transaction */
export async function lockVersion(
  client: PoolClient,
  group: string,
  leadId: string,
  base: number,
): Promise<number> {
  await client.query({
    name: 'inbox-base',
    text: `insert into inbox (consumer_group, lead_id, version, seen) values ($1, $2, $3, $3)
           on conflict do nothing`,
    values: [group, leadId, base],
  });
  const { rows } = await client.query<{ version: number }>({
    name: 'inbox-lock',
    text: 'select version from inbox where consumer_group = $1 and lead_id = $2 for update',
    values: [group, leadId],
  });
  return rows[0]!.version;
}

/** A lead that was behind, has moved on and is behind still, is fetched from the log at once. */
const nowAt = `
  version = greatest(inbox.version, excluded.version),
  seen = greatest(inbox.seen, excluded.seen),
  behind_since = case
    when greatest(inbox.seen, excluded.seen) = greatest(inbox.version, excluded.version) then null
    when excluded.version > inbox.version and inbox.behind_since is not null then '-infinity'
    else coalesce(inbox.behind_since, now())
  end`;

/** @returns false when the version was handled. Nobody else moves the lead until the end of the transaction */
async function moveOn(
  client: PoolClient,
  group: string,
  leadId: string,
  version: number,
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'inbox-move-on',
    text: `
      insert into inbox (consumer_group, lead_id, version, seen) values ($1, $2, $3, $3)
      on conflict (consumer_group, lead_id) do update set ${nowAt}
      where inbox.version < excluded.version`,
    values: [group, leadId, version],
  });
  return rowCount === 1;
}

export async function advance(
  db: Pool | PoolClient,
  group: string,
  standings: readonly Standing[],
): Promise<void> {
  if (standings.length === 0) return;
  await db.query({
    name: 'inbox-advance',
    text: `
      insert into inbox (consumer_group, lead_id, version, seen, behind_since)
      select $1, lead_id, max(version), max(seen), case when max(seen) > max(version) then now() end
      from unnest($2::uuid[], $3::int[], $4::int[]) as one (lead_id, version, seen)
      group by lead_id order by lead_id
      on conflict (consumer_group, lead_id) do update set ${nowAt}`,
    values: [
      group,
      standings.map(({ leadId }) => leadId),
      standings.map(({ version }) => version),
      standings.map(({ seen }) => seen),
    ],
  });
}

/** The groups that have ever started. */
export async function consumerGroups(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>(
    'select name from consumer_groups order by name',
  );
  return rows.map(({ name }) => name);
}

/** By group: leads of which something was delivered and is not handled; 0 for a group that has none. */
export async function leadsBehind(pool: Pool): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ name: string; count: number }>(
    `select name, (
       select count(*)::int from inbox
       where inbox.consumer_group = consumer_groups.name and behind_since is not null
     ) as count
     from consumer_groups order by name`,
  );
  return new Map(rows.map(({ name, count }) => [name, count]));
}
