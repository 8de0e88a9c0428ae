import { type Pool } from 'pg';

/** An event that a read model leaves out for ever, because somebody decided so. */
export interface DiscardedEvent {
  /** The read model by its name, which all its versions and rebuilds share; or the scorer. */
  readonly projection: string;
  readonly stream: string;
  readonly version: number;
  readonly eventId: string;
  readonly reason: string;
  readonly discardedBy: string;
  readonly discardedAt: string;
}

/** Discarded events in the order in which they were discarded. */
export async function listDiscarded(
  pool: Pool,
  of: { readonly projection?: string; readonly stream?: string } = {},
): Promise<readonly DiscardedEvent[]> {
  const { rows } = await pool.query<DiscardedEvent>(
    `select projection, stream, version, event_id as "eventId", reason,
       discarded_by as "discardedBy",
       to_char(discarded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "discardedAt"
     from discarded_events
     where ($1::text is null or projection = $1) and ($2::text is null or stream = $2)
     order by discarded_at, projection, stream, version`,
    [of.projection ?? null, of.stream ?? null],
  );
  return rows;
}
