import { contentHash } from '@tasuki/platform';
import { type Pool } from 'pg';
import { type ChannelSettings } from '../channels/settings';

/** A channel that nobody listens at any more: nothing goes there until somebody opens it. */
export interface ClosedChannel {
  readonly channel: string;
  readonly reason: string;
  readonly closedAt: string;
}

/** Closes a channel as it is set now: with another address it is another one, and open. */
export async function closeChannel(
  pool: Pool,
  channel: string,
  settings: ChannelSettings,
  reason: string,
): Promise<void> {
  await pool.query(
    `insert into closed_channels (channel, settings, reason) values ($1, $2, $3)
     on conflict (channel) do update
     set settings = excluded.settings, reason = excluded.reason, closed_at = now()`,
    [channel, hashOf(settings), reason],
  );
}

/** Whether it is closed as it is set now; one that leads elsewhere by now is open again. */
export async function isClosed(
  pool: Pool,
  channel: string,
  settings: ChannelSettings,
): Promise<boolean> {
  const { rows } = await pool.query<{ settings: string }>(
    'select settings from closed_channels where channel = $1',
    [channel],
  );
  if (rows[0] === undefined) return false;
  if (rows[0].settings === hashOf(settings)) return true;
  await reopenChannel(pool, channel);
  return false;
}

export async function closedChannels(pool: Pool): Promise<readonly ClosedChannel[]> {
  const { rows } = await pool.query<ClosedChannel>(
    `select channel, reason,
       to_char(closed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "closedAt"
     from closed_channels order by channel`,
  );
  return rows;
}

/** @returns false when it was open */
export async function reopenChannel(pool: Pool, channel: string): Promise<boolean> {
  const { rowCount } = await pool.query('delete from closed_channels where channel = $1', [
    channel,
  ]);
  return rowCount === 1;
}

/** Where it leads; the address holds secrets, which belong in no table. */
function hashOf(settings: ChannelSettings): string {
  return contentHash({ url: 'url' in settings ? settings.url : null });
}
