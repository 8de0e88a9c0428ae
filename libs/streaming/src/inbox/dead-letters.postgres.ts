import { gather, withClient } from '@tasuki/platform';
import { isNativeError } from 'node:util/types';
import { type Pool, type PoolClient } from 'pg';
import { advance, lockVersion } from './inbox.postgres';

/** A message that a group could not handle. */
export interface DeadLetter {
  readonly group: string;
  /** Names it within its group: the lead's id; of what is no event of the log, where it stood. */
  readonly key: string;
  /** `null` when it is no event of the log. */
  readonly leadId: string | null;
  /** Of the lead's stream; `null` when there is no lead. */
  readonly version: number | null;
  /** Where it stood in the stream when it died, for people to read. */
  readonly place: string;
  readonly reason: string;
  /** How often it was tried, the attempts of one time counted as one. */
  readonly tries: number;
  readonly diedAt: string;
  /** Somebody asked for it, and the group has not come to it yet. */
  readonly isRetrying: boolean;
  /** How many later messages of the lead are held back. */
  readonly heldBack: number;
}

/** What stands at a place of the stream. It may be long, and is read by itself. */
export interface Content {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What somebody decided to leave out for ever. */
export interface DiscardedLetter {
  readonly group: string;
  readonly leadId: string | null;
  readonly version: number | null;
  readonly place: string;
  /** Why it was a dead letter. */
  readonly letterReason: string;
  readonly reason: string;
  readonly discardedBy: string;
  readonly discardedAt: string;
}

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

const instant = (column: string) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The oldest first. */
export async function listDeadLetters(
  db: Pool | PoolClient,
  of: { readonly group?: string; readonly key?: string } = {},
): Promise<readonly DeadLetter[]> {
  const { rows } = await db.query<DeadLetter>(
    `select letter.consumer_group as "group", key, letter.lead_id as "leadId", letter.version, place,
       reason, tries, ${instant('died_at')} as "diedAt", is_retrying as "isRetrying",
       coalesce(inbox.seen - greatest(letter.version, inbox.version), 0) as "heldBack"
     from dead_letters letter
     left join inbox on inbox.consumer_group = letter.consumer_group and inbox.lead_id = letter.lead_id
     where ($1::text is null or letter.consumer_group = $1) and ($2::text is null or key = $2)
     order by died_at, letter.consumer_group, key`,
    [of.group ?? null, of.key ?? null],
  );
  return rows;
}

/** What stood there, cut where it is very long; `null` for an event, which the log has. */
export async function contentOf(
  db: Pool | PoolClient,
  { group, key }: Pick<DeadLetter, 'group' | 'key'>,
): Promise<Content | null> {
  const { rows } = await db.query<{ content: Content | null }>(
    'select content from dead_letters where consumer_group = $1 and key = $2',
    [group, key],
  );
  return rows[0]?.content ?? null;
}

/** How many there are, by group; 0 for a group that has none. */
export async function deadLetters(pool: Pool): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ name: string; count: number }>(
    `select name, count(letter.key)::int as count
     from consumer_groups left join dead_letters letter on letter.consumer_group = name
     group by name order by name`,
  );
  return new Map(rows.map(({ name, count }) => [name, count]));
}

export async function listDiscardedLetters(
  db: Pool | PoolClient,
): Promise<readonly DiscardedLetter[]> {
  const { rows } = await db.query<DiscardedLetter>(
    `select consumer_group as "group", lead_id as "leadId", version, place,
       letter_reason as "letterReason", reason, discarded_by as "discardedBy",
       ${instant('discarded_at')} as "discardedAt"
     from discarded_letters order by discarded_at`,
  );
  return rows;
}

/** Of a lead: the versions that a group leaves out for ever. What is asked at one time is read together. */
export function discardedVersions(
  pool: Pool,
  group: string,
): (leadId: string) => Promise<ReadonlySet<number>> {
  return gather(
    async (leadIds) => {
      const { rows } = await pool.query<{ leadId: string; version: number }>({
        name: 'discarded-versions',
        text: `select lead_id as "leadId", version from discarded_letters
               where consumer_group = $1 and lead_id = any($2::uuid[]) and version is not null`,
        values: [group, leadIds],
      });
      const ofLeads = Map.groupBy(rows, ({ leadId }) => leadId);
      return leadIds.map((leadId) => ({
        value: new Set(ofLeads.get(leadId)?.map(({ version }) => version)),
      }));
    },
    { concurrency: 2, maxItems: 100 },
  );
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

/** Why something could not be handled, and where it stood. */
export interface Burial {
  readonly place: string;
  readonly error: unknown;
}

/** Makes an event of the log a dead letter, unless the group has handled it meanwhile. */
export async function bury(
  pool: Pool,
  group: string,
  lead: { readonly leadId: string; readonly version: number; readonly base: number },
  { place, error }: Burial,
): Promise<void> {
  const { leadId, version, base } = lead;
  await withClient(pool, async (client) => {
    await client.query('begin');
    // What is below it was handled by the caller, who may not have noted it yet.
    const handled = Math.max(base, await lockVersion(client, group, leadId, base));
    if (version > handled) {
      await advance(client, group, [{ leadId, version: handled, seen: version }]);
      await client.query(
        `insert into dead_letters (consumer_group, key, lead_id, version, place, reason)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (consumer_group, key) do update set
           version = excluded.version, reason = excluded.reason,
           place = case
             when dead_letters.version = excluded.version then dead_letters.place
             else excluded.place
           end,
           tries = dead_letters.tries + 1, is_retrying = false`,
        [group, leadId, leadId, version, place, storable(whyOf(error))],
      );
    }
    await client.query('commit');
  });
}

/** What stands in the stream and is no event of the log, as far as anybody can say. */
export interface Foreign extends Pick<DeadLetter, 'place' | 'reason'> {
  readonly content: Content;
}

/**
 * Keeps what is no event of the log, each place once, unless somebody has discarded it. No lead waits for it.
 * @returns what was not known yet
 */
export async function buryForeign(
  pool: Pool,
  group: string,
  letters: readonly Foreign[],
): Promise<readonly Pick<Foreign, 'place' | 'reason'>[]> {
  if (letters.length === 0) return [];
  const { rows } = await pool.query<Pick<Foreign, 'place' | 'reason'>>({
    name: 'bury-foreign',
    text: `
      insert into dead_letters (consumer_group, key, place, reason, content)
      select $1, place, place, reason, content::json
      from unnest($2::text[], $3::text[], $4::text[]) as one (place, reason, content)
      where not exists (
        select from discarded_letters gone
        where gone.consumer_group = $1 and gone.lead_id is null and gone.key = one.place
      )
      on conflict do nothing
      returning place, reason`,
    values: [
      group,
      letters.map(({ place }) => place),
      letters.map(({ reason }) => storable(reason)),
      letters.map(({ content }) => storableJson(content)),
    ],
  });
  return rows;
}

/** Takes away the letters of what was handled after all. */
export async function clearHandled(pool: Pool, group: string): Promise<void> {
  await pool.query({
    name: 'clear-dead-letters',
    text: `
      delete from dead_letters letter using inbox
      where letter.consumer_group = $1 and inbox.consumer_group = $1
        and inbox.lead_id = letter.lead_id and letter.version <= inbox.version`,
    values: [group],
  });
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

function whyOf(error: unknown): string {
  return isNativeError(error) ? `${error.name}: ${error.message}` : String(error);
}

/** What a text column takes. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed().slice(0, 1_000);
}

/** Of what anybody may have sent, in characters. */
const [mostBody, mostHeader, mostHeaders] = [100_000, 1_000, 100];

function storableJson({ headers, body }: Content): string {
  const kept = Object.entries(headers)
    .slice(0, mostHeaders)
    .map(([name, value]) => [cut(name, mostHeader), cut(value, mostHeader)]);
  return JSON.stringify({ headers: Object.fromEntries(kept) as object, body: cut(body, mostBody) });
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}… (${text.length} characters in all)`;
}
