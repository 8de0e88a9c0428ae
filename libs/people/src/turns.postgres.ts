import { type SqlMigrations } from '@tasuki/platform';
import { type Pool } from 'pg';
import { type Credits } from './turns';

/** Whose turn it is by which rule: kept, so that a restart favours nobody. */
export const assignmentTurnMigrations: SqlMigrations = {
  '0011-assignment-turns': `
    create table assignment_turns (
      rule    text   not null collate "C",
      subject text   not null collate "C",
      credit  bigint not null,
      primary key (rule, subject)
    );
  `,
};

export async function loadTurns(pool: Pool): Promise<Credits> {
  const { rows } = await pool.query<{ rule: string; subject: string; credit: string }>(
    'select rule, subject, credit from assignment_turns',
  );
  const byRule = Map.groupBy(rows, ({ rule }) => rule);
  return new Map(
    [...byRule].map(([rule, ofRule]) => [
      rule,
      new Map(ofRule.map(({ subject, credit }) => [subject, Number(credit)])),
    ]),
  );
}

/** Whoever of a rule is not among its credits any more is forgotten. */
export async function saveTurns(pool: Pool, changed: Credits): Promise<void> {
  const rows = [...changed].flatMap(([rule, ofRule]) =>
    [...ofRule].map(([subject, credit]) => ({ rule, subject, credit })),
  );
  if (rows.length === 0) return;
  await pool.query(
    `with saved as (
       select * from json_to_recordset($1) as one (rule text, subject text, credit bigint)
     ), written as (
       insert into assignment_turns select rule, subject, credit from saved
       on conflict (rule, subject) do update set credit = excluded.credit
     )
     delete from assignment_turns old
     where old.rule in (select rule from saved)
       and not exists (select from saved where saved.rule = old.rule and saved.subject = old.subject)`,
    [JSON.stringify(rows)],
  );
}
