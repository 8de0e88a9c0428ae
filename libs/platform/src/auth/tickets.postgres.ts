import { createHash, randomBytes } from 'node:crypto';
import { type Pool } from 'pg';
import { type SqlMigrations } from '../migrate.postgres';
import { type Principal } from './roles';

export const ticketMigrations: SqlMigrations = {
  '0010-tickets': `
    create table tickets (
      /** SHA-256: whoever reads the table cannot use what stands in it. */
      hash       bytea       not null primary key,
      principal  json        not null,
      expires_at timestamptz not null
    );
  `,
};

export interface Ticket {
  readonly ticket: string;
  readonly expiresAt: string;
}

/** Stand for an access token once, where none can be sent, as by an EventSource of a browser. */
export interface Tickets {
  issue(principal: Principal): Promise<Ticket>;
  /** Whom it was issued to; `undefined` when it was used, has expired, or never was one. */
  redeem(ticket: string): Promise<Principal | undefined>;
}

const lifetimeSeconds = 30;

export function postgresTickets(pool: Pool): Tickets {
  return {
    async issue(principal) {
      const ticket = randomBytes(32).toString('base64url');
      const { rows } = await pool.query<{ expiresAt: string }>(
        `with expired as (delete from tickets where expires_at < now())
         insert into tickets (hash, principal, expires_at)
         values ($1, $2, now() + $3 * interval '1 second')
         returning to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "expiresAt"`,
        [hashOf(ticket), principal, lifetimeSeconds],
      );
      return { ticket, ...rows[0]! };
    },
    async redeem(ticket) {
      const { rows } = await pool.query<{ principal: Principal }>(
        'delete from tickets where hash = $1 and expires_at > now() returning principal',
        [hashOf(ticket)],
      );
      return rows[0]?.principal;
    },
  };
}

function hashOf(ticket: string): Buffer {
  return createHash('sha256').update(ticket).digest();
}
