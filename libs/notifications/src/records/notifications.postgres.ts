import { cursorOf, readCursor, type SqlMigrations } from '@tasuki/platform';
import { type Pool, type PoolClient } from 'pg';
import { type NewNotification, type Notification, type NotificationState } from './notification';

export const notificationMigrations: SqlMigrations = {
  '0013-notifications': `
    create table notifications (
      id           uuid        not null primary key,
      cause_id     uuid        not null,
      cause_type   text        not null,
      lead_id      uuid        not null,
      version      integer     not null,
      rule         text        not null,
      channel      text        not null,
      recipient    json        not null,
      state        text        not null default 'pending',
      attempts     integer     not null default 0,
      claims       integer     not null default 0,
      reason       text,
      requested_at timestamptz not null default now(),
      attempted_at timestamptz,
      due_at       timestamptz not null default now()
    );
    create index notifications_due on notifications (due_at) where state in ('pending', 'sending');
    create index notifications_open on notifications (state, channel) where state <> 'delivered';
    create index notifications_latest on notifications (requested_at desc, id desc);
    create index notifications_of_lead on notifications (lead_id, requested_at desc, id desc);

    create table closed_channels (
      channel   text        not null primary key,
      settings  text        not null,
      reason    text        not null,
      closed_at timestamptz not null default now()
    );
  `,
  // What is due is looked up channel by channel: a long queue of one costs the others nothing.
  '0014-notifications-by-channel': `
    drop index notifications_due;
    create index notifications_due on notifications (channel, due_at) where state in ('pending', 'sending');
  `,
  // One that somebody sends once more by hand is waited for from then on, however old it is.
  '0015-notifications-redelivered': `
    alter table notifications add column redelivered_at timestamptz;
  `,
};

/** Records what is to be sent; what is recorded already stays as it is. */
export async function requestNotifications(
  db: Pool | PoolClient,
  wanted: readonly NewNotification[],
): Promise<void> {
  for (const one of wanted) {
    await db.query({
      name: 'request-notification',
      text: `insert into notifications
               (id, cause_id, cause_type, lead_id, version, rule, channel, recipient)
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
      values: [
        one.id,
        one.causeId,
        one.causeType,
        one.leadId,
        one.version,
        one.rule,
        one.channel,
        JSON.stringify(one.recipient),
      ],
    });
  }
}

const instant = (column: string) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const fields = `id, cause_id as "causeId", cause_type as "causeType", lead_id as "leadId", version, rule,
  channel, recipient, state, attempts, reason, ${instant('requested_at')} as "requestedAt",
  ${instant('attempted_at')} as "lastAttemptAt",
  case when state in ('pending', 'sending') then ${instant('due_at')} end as "nextAttemptAt"`;

/** A notification that is to be sent now. */
export interface ClaimedNotification extends Notification {
  /** When somebody last asked for it: its rule, or a person by hand. */
  readonly askedAt: string;
  /** Which claim this is: only the last one counts. */
  readonly claim: number;
  /** The sender who had it gave no sign of life. */
  readonly wasSending: boolean;
}

export interface Claim {
  /** How many the caller sends by one channel at the same time, at most. */
  readonly mostOfChannel: number;
  /** How many it is sending now, by channel. */
  readonly underWay: ReadonlyMap<string, number>;
  /** How long they are its own without a sign of life, in milliseconds. */
  readonly leaseMs: number;
}

/**
 * Takes notifications that are due, the longest due of each channel first, and notes that they are being
 * sent. One whose sender ended meanwhile comes again as `sending`, after its lease.
 */
export async function claimDueNotifications(
  pool: Pool,
  { mostOfChannel, underWay, leaseMs }: Claim,
): Promise<readonly ClaimedNotification[]> {
  const { rows } = await pool.query<ClaimedNotification>({
    name: 'claim-notifications',
    text: `
      with recursive open_channels as (
        select min(channel) as name from notifications where state in ('pending', 'sending')
        union all
        select (
          select min(channel) from notifications
          where state in ('pending', 'sending') and channel > name
        ) from open_channels where name is not null
      ), due as (
        select due_id, was_sending from open_channels
        left join unnest($3::text[], $4::int[]) as busy (channel, count) on busy.channel = name
        cross join lateral (
          select id as due_id, state = 'sending' as was_sending from notifications waiting
          where waiting.channel = name and state in ('pending', 'sending') and due_at <= now()
          order by due_at limit greatest($1 - coalesce(busy.count, 0), 0) for update skip locked
        ) as longest_due
      )
      update notifications
      set state = 'sending', claims = claims + 1, due_at = now() + $2 * interval '1 ms'
      from due where id = due_id
      returning ${fields}, ${instant('coalesce(redelivered_at, requested_at)')} as "askedAt",
        claims as claim, was_sending as "wasSending"`,
    values: [mostOfChannel, leaseMs, [...underWay.keys()], [...underWay.values()]],
  });
  return rows;
}

/** Keeps what is still being sent; what somebody has taken over meanwhile stays his. */
export async function prolongNotifications(
  pool: Pool,
  sending: readonly Pick<ClaimedNotification, 'id' | 'claim'>[],
  leaseMs: number,
): Promise<void> {
  await pool.query(
    `update notifications set due_at = now() + $3 * interval '1 ms'
     from unnest($1::uuid[], $2::int[]) as one (sending_id, claim)
     where id = sending_id and claims = claim and state = 'sending'`,
    [sending.map(({ id }) => id), sending.map(({ claim }) => claim), leaseMs],
  );
}

/** What became of an attempt; it counts if nobody else has taken the notification over. */
export async function settleNotification(
  pool: Pool,
  { id, claim }: Pick<ClaimedNotification, 'id' | 'claim'>,
  result: {
    readonly state: NotificationState;
    readonly reason: string | null;
    /** Whether somebody was asked to take it, be it in vain: that is an attempt. */
    readonly wasTried: boolean;
    /** For one that stays `pending`. */
    readonly retryInMs?: number;
  },
): Promise<void> {
  await pool.query(
    `update notifications
     set state = $3, reason = $4, due_at = now() + $5 * interval '1 ms',
       attempts = attempts + $6::int,
       attempted_at = case when $6::int = 0 then attempted_at else now() end
     where id = $1 and claims = $2 and state = 'sending'`,
    [id, claim, result.state, result.reason, result.retryInMs ?? 0, result.wasTried ? 1 : 0],
  );
}

export interface NotificationFilter {
  readonly leadId?: string;
  readonly state?: NotificationState;
  readonly channel?: string;
}

const list = 'notifications';
const order = ['instant', 'text'] as const;

/**
 * The latest first.
 * @param cursor the `next` of the former page
 * @throws Refusal `invalid_cursor`
 */
export async function notificationPage(
  pool: Pool,
  filter: NotificationFilter,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Promise<{ readonly items: readonly Notification[]; readonly next: string | null }> {
  const [at, id] = cursor === undefined ? [null, null] : readCursor(cursor, list, order);
  const { rows } = await pool.query<Notification & { place: string }>(
    `select ${fields},
       to_char(requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place
     from notifications
     where ($1::uuid is null or lead_id = $1) and ($2::text is null or state = $2)
       and ($3::text is null or channel = $3)
       and ($4::timestamptz is null or (requested_at <= $4 and (requested_at, id::text) < ($4, $5)))
     order by requested_at desc, id desc limit $6`,
    [filter.leadId, filter.state, filter.channel, at, id, limit + 1],
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ place: _, ...one }) => one),
    next: rows.length > limit && last !== undefined ? cursorOf(list, [last.place, last.id]) : null,
  };
}

/**
 * Has a notification sent once more, under the same id, whatever became of it before, and as patiently as
 * a new one.
 * @returns it as it is then; `undefined` when there is none, or it is being sent
 */
export async function redeliverNotification(
  pool: Pool,
  id: string,
): Promise<Notification | undefined> {
  const { rows } = await pool.query<Notification>(
    `update notifications set state = 'pending', attempts = 0, reason = null, due_at = now(),
       redelivered_at = now()
     where id = $1 and state <> 'sending' returning ${fields}`,
    [id],
  );
  return rows[0];
}

export async function notificationById(pool: Pool, id: string): Promise<Notification | undefined> {
  const { rows } = await pool.query<Notification>(
    `select ${fields} from notifications where id = $1`,
    [id],
  );
  return rows[0];
}

/** What was not delivered, by state: how many there are, and since when the oldest waits. */
export async function openNotifications(
  pool: Pool,
): Promise<readonly { state: NotificationState; count: number; ageSeconds: number }[]> {
  const { rows } = await pool.query<{
    state: NotificationState;
    count: number;
    ageSeconds: number;
  }>(
    `select state, count(*)::int as count,
       extract(epoch from now() - min(coalesce(redelivered_at, requested_at)))::float as "ageSeconds"
     from notifications where state <> 'delivered' group by state order by state`,
  );
  return rows;
}
