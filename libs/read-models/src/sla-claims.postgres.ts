import { type Sla, type SlaTimer } from '@tasuki/lead';
import { type SqlMigrations } from '@tasuki/platform';
import { type Pool } from 'pg';
import { tableOf } from './projection';
import { slaTimers } from './sla-timers';

/**
 * Which timers some clock is working on. Apart from the read model, whose rows are functions of
 * events alone.
 */
export const slaClaimMigrations: SqlMigrations = {
  '0008-sla-claims': `
    create table sla_claims (
      timer         text        not null primary key collate "C",
      claimed_until timestamptz not null,
      tries         integer     not null default 1
    );
  `,
};

/** A timer that has run out, for whoever claimed it. */
export interface DueTimer {
  /** Names this timer and no other: a moved deadline has another one. */
  readonly id: string;
  readonly leadId: string;
  readonly sla: Sla;
  readonly timer: SlaTimer;
  readonly at: string;
  /** How often it was claimed. */
  readonly tries: number;
}

export interface SlaClaims {
  /**
   * Takes timers that ran out before `now` for a while in which nobody else gets them: long enough for
   * the read model to see what came of it. The oldest first; a quarter are the newest, so that what has
   * just run out does not wait behind all that an outage has left.
   */
  claim(now: string, limit: number): Promise<readonly DueTimer[]>;
  /** Gives one back that failed; nobody gets it before a while has passed. */
  postpone(timer: string, ms: number): Promise<void>;
  /** Forgets what nobody will ask for again. */
  sweep(): Promise<void>;
  /** How many have run out, and since when the oldest waits; claimed or not. */
  overdue(now: string): Promise<{ readonly count: number; readonly oldest: string | null }>;
}

/** Also how long a timer waits whose clock was killed at work on it. */
const claimMs = 10_000;

/** One row of the read model, as it names its timer. */
const timerId = `t.document->'sla'->>'id' || ' ' || (t.document->'next'->>'timer') || ' '
  || (t.document->'next'->>'at')`;

/** From one end of all that have run out and that nobody works on. */
function dueIn(table: string, order: string, limit: string): string {
  return `
    select ${timerId} as id, t.document
    from ${table} t left join sla_claims c on c.timer = ${timerId}
    where t.at < $1 and (c.timer is null or c.claimed_until < now())
    order by ${order} limit ${limit}
    for update of t skip locked`;
}

export function slaClaims(pool: Pool): SlaClaims {
  const table = tableOf(slaTimers);
  return {
    async claim(now, limit) {
      const newest = Math.floor(limit / 4);
      const { rows } = await pool.query<{ id: string; document: unknown; tries: number }>({
        name: 'claim-sla-timers',
        text: `
          with oldest as (${dueIn(table, 't.at, t.key', '$2')}),
          newest as (${dueIn(table, 't.at desc, t.key desc', '$3')}),
          due as (
            select distinct on (id) id, document
            from (table oldest union all table newest) both_ends order by id
          ), claimed as (
            insert into sla_claims (timer, claimed_until)
            select id, now() + $4 * interval '1 ms' from due order by id
            on conflict (timer) do update
              set claimed_until = excluded.claimed_until, tries = sla_claims.tries + 1
              where sla_claims.claimed_until < now()
            returning timer, tries
          )
          select id, document, tries from due join claimed on timer = id`,
        values: [now, limit - newest, newest, claimMs],
      });
      return rows.map(({ id, document, tries }) => ({ id, tries, ...timerIn(document) }));
    },
    async postpone(timer, ms) {
      await pool.query(
        `update sla_claims set claimed_until = now() + $2 * interval '1 ms' where timer = $1`,
        [timer, ms],
      );
    },
    async sweep() {
      await pool.query(`delete from sla_claims where claimed_until < now() - interval '1 hour'`);
    },
    async overdue(now) {
      const { rows } = await pool.query<{ count: number; oldest: string | null }>(
        `select count(*)::int as count, min(document->'next'->>'at') as oldest
         from ${table} where at < $1`,
        [now],
      );
      return rows[0]!;
    },
  };
}

function timerIn(document: unknown): Pick<DueTimer, 'leadId' | 'sla' | 'timer' | 'at'> {
  const { leadId, sla, next } = document as {
    leadId: string;
    sla: Sla;
    next: { timer: SlaTimer; at: string };
  };
  return { leadId, sla, ...next };
}
