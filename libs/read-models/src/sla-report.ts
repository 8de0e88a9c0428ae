import { type SlaPolicyId } from '@tasuki/definition';
import { codeOf } from '@tasuki/platform';
import { type Pool } from 'pg';
import { tableOf } from './projection';
import { slaLedger } from './sla-ledger';

export interface SlaReportQuery {
  /** Months are those of this IANA zone. */
  readonly zone: string;
  /** The first and the last month in which deadlines began, as recorded: `2026-04`; all when left out. */
  readonly from?: string;
  readonly to?: string;
}

/** Median and ninth decile, in milliseconds; `null` where nothing was met. */
export interface Quantiles {
  readonly p50: number | null;
  readonly p90: number | null;
}

/** Deadlines that began, each counted in exactly one of the six ways. */
export interface SlaFigures {
  readonly started: number;
  readonly running: number;
  readonly met: number;
  readonly breached: number;
  readonly breachedMetLate: number;
  readonly breachedCancelled: number;
  readonly cancelled: number;
  /** Of those that were met, in time or late: from start to end on the wall. */
  readonly elapsedMs: Quantiles;
  /** The same in working time, outside the pauses. */
  readonly workingMs: Quantiles;
  /** For how long the person of each had the lead while it ran, on the wall. */
  readonly heldMs: Quantiles;
}

export interface SlaReportRow extends SlaFigures {
  readonly sla: SlaPolicyId;
  /** `null` in a row over everybody; `''` for leads that were nobody's. */
  readonly person: string | null;
  /** `2026-04`, by when the deadline began, as recorded; `null` in a row over all months. */
  readonly month: string | null;
}

/** The database does not know the time zone. */
export class UnknownZone extends Error {
  override readonly name = 'UnknownZone';
}

/**
 * How deadlines were kept: by SLA; by SLA and person; by SLA and month; by all three. Read from all
 * leads that ever had one.
 * @throws UnknownZone
 */
export async function slaReport(
  pool: Pool,
  { zone, from, to }: SlaReportQuery,
): Promise<readonly SlaReportRow[]> {
  const asked = pool.query<SlaReportRow>(
    `with entries as (
       select e->'sla'->>'policy' as sla, coalesce(e->>'person', '') as person,
         to_char((e->'sla'->>'startedAt')::timestamptz at time zone $1, 'YYYY-MM') as month,
         e->>'state' as state,
         case when e->'sla'->'ended'->>'how' = 'met' then e->'sla'->'ended'->'elapsed' end as took,
         case when e->'sla'->'ended'->>'how' = 'met' then (e->>'heldMs')::float8 end as held
       from ${tableOf(slaLedger)}, json_array_elements(document->'entries') e
     )
     select sla, case when grouping(person) = 0 then person end as person,
       case when grouping(month) = 0 then month end as month,
       count(*)::int as started,
       ${states.map(([state, name]) => `count(*) filter (where state = '${state}')::int as "${name}"`).join(', ')},
       ${quantiles(`(took->>'wallMs')::float8`)} as "elapsedMs",
       ${quantiles(`(took->>'workingMs')::float8`)} as "workingMs",
       ${quantiles('held')} as "heldMs"
     from entries
     where month >= coalesce($2, month) and month <= coalesce($3, month)
     group by grouping sets ((sla), (sla, person), (sla, month), (sla, person, month))
     order by sla, grouping(person) desc, grouping(month) desc, person, month`,
    [zone, from ?? null, to ?? null],
  );
  const { rows } = await asked.catch((error: unknown) => {
    if (codeOf(error) === invalidParameter)
      throw new UnknownZone(`${zone} is no zone of the database`);
    throw error;
  });
  return rows;
}

/** SQLSTATE of a zone that is none. */
const invalidParameter = '22023';

const states = [
  ['running', 'running'],
  ['met', 'met'],
  ['breached', 'breached'],
  ['breached_met_late', 'breachedMetLate'],
  ['breached_cancelled', 'breachedCancelled'],
  ['cancelled', 'cancelled'],
] as const;

function quantiles(of: string): string {
  const at = (share: number) => `percentile_cont(${share}) within group (order by ${of})`;
  return `json_build_object('p50', ${at(0.5)}, 'p90', ${at(0.9)})`;
}
