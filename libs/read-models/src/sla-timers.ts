import {
  evolveSlas,
  isSlaEvent,
  leadStreams,
  nextTimer,
  openSla,
  type Sla,
  slaEventTypes,
  type SlaTimer,
} from '@tasuki/lead';
import { type Pool } from 'pg';
import { leadIdIn, type LeadEventInLog } from './lead-event';
import { type Projection, tableOf } from './projection';

/** A lead's open deadline, and what must happen to it next if nobody does anything. */
export interface SlaTimers {
  readonly leadId: string;
  readonly sla: Sla | null;
  readonly next: { readonly timer: SlaTimer; readonly at: string } | null;
}

export const slaTimers: Projection<SlaTimers> = {
  name: 'sla_timers',
  version: 1,
  filter: { streamPrefix: leadStreams, types: slaEventTypes },
  key: leadIdIn,
  documents: 'per_stream',
  columns: {
    at: { type: 'timestamptz', value: ({ next }) => next && next.at },
    beyond_horizon: { type: 'boolean not null', value: ({ sla }) => sla?.beyondHorizon ?? false },
  },
  indexes: (table) => [
    `create index ${table}_by_at on ${table} (at, key) where at is not null`,
    `create index ${table}_beyond_horizon on ${table} (key) where beyond_horizon`,
  ],
  evolve(before, recorded) {
    const event = recorded as LeadEventInLog;
    const known = before?.sla ? [before.sla] : [];
    const sla = isSlaEvent(event) ? (openSla(evolveSlas(known, event)) ?? null) : null;
    return { leadId: leadIdIn(recorded), sla, next: sla && nextTimer(sla) };
  },
};

/** Open deadlines that lie where their calendar does not know its holidays. */
export async function countBeyondHorizon(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from ${tableOf(slaTimers)} where beyond_horizon`,
  );
  return rows[0]!.count;
}
