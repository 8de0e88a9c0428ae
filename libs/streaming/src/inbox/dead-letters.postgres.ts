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
      // It was handled meanwhile, or left out: this is another letter.
      await client.query(
        'delete from dead_letters where consumer_group = $1 and key = $2 and version <> $3',
        [group, leadId, version],
      );
      await client.query(
        `insert into dead_letters (consumer_group, key, lead_id, version, place, reason)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (consumer_group, key) do update set
           reason = excluded.reason, tries = dead_letters.tries + 1, is_retrying = false`,
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
