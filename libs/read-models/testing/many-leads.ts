import { type Pool } from 'pg';

/** Spread over the table as life spreads them: no column follows the order of the rows. */
const shuffled = '(i * 7919) % 100000';
const leadId = `'00000000-0000-4000-8000-' || lpad(i::text, 12, '0')`;
const instant = `timestamptz '2026-01-01' + ${shuffled} * interval '1 minute'`;
const channel = `case when i in (4, 30000, 80000) then 'fax' when i % 3 = 0 then 'seminar' else 'web' end`;
const assignee = `case when i in (8, 40000, 90000) then 'newcomer' when i % 7 > 0 then 'member-' || i % 49 end`;
const dueAt = `timestamptz '2026-06-01' + (i * 6007) % 100000 * interval '1 minute'`;
const document = `json_build_object('leadId', ${leadId}, 'company', 'company ' || i, 'cycle', 1,
  'name', 'sealed.v1.' || repeat('x', 60), 'bant', null, 'contacts', 2, 'score', i % 100)`;

/** 100,000 rows of a queue, of which a quarter wait. */
export async function fillQueue(
  pool: Pool,
  table: string,
  { ranked }: { readonly ranked: boolean },
): Promise<void> {
  await pool.query(`
    insert into ${table} (key, version, document, waiting, since, channel, assignee, due_at, standing
      ${ranked ? ', score_rank' : ''})
    select ${leadId}, 5, ${document}, i % 4 = 0, ${instant}, ${channel}, ${assignee}, ${dueAt},
      case when i % 10 = 0 then 'breached' else 'running' end
      ${ranked ? ', -(i % 100)' : ''}
    from generate_series(1, 100000) i`);
  await pool.query(`analyze ${table}`);
}

/** 100,000 rows of the directory, most of them nurtured or closed. */
export async function fillDirectory(pool: Pool, table: string): Promise<void> {
  await pool.query(`
    insert into ${table} (key, version, document, captured, stage, channel, assignee, owner, company)
    select ${leadId}, 5, ${document}, ${instant},
      case when i % 100 < 60 then 'nurturing' when i % 100 < 90 then 'lost'
           when i % 100 < 96 then 'won' when i % 100 < 99 then 'accepted' else 'sql' end,
      ${channel}, ${assignee},
      case when i % 100 >= 60 then 'owner-' || i % 37 end, 'company ' || ${shuffled}
    from generate_series(1, 100000) i`);
  await pool.query(`analyze ${table}`);
}
