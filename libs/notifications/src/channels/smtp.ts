import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { before } from '../before';
import { type Outcome } from './channel';
import { outcomeOfFailure } from './smtp-outcome';

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else by STARTTLS if the server has it, and a login demands it. */
  readonly isSecure: boolean;
  readonly login?: { readonly user: string; readonly password: string };
}

export interface SmtpOptions {
  /** For all of it, from the name to the end of the answer; a minute when left out. */
  readonly timeLimitMs?: number;
  /** Whom to trust instead of the authorities that Node trusts; PEM. */
  readonly ca?: string;
}

export interface Delivery {
  readonly from: string;
  readonly to: string;
  /** Headers and body (RFC 5322). */
  readonly content: Buffer;
}

/** Hands one message to a mail server. */
export async function deliver(
  { host, port, isSecure, login }: SmtpServer,
  { from, to, content }: Delivery,
  { timeLimitMs = 60_000, ca }: SmtpOptions,
): Promise<Outcome> {
  const connection = new SMTPConnection({
    host,
    port,
    secure: isSecure,
    requireTLS: !isSecure && login !== undefined,
    tls: { rejectUnauthorized: true, ...(ca !== undefined && { ca }) },
    connectionTimeout: timeLimitMs,
    socketTimeout: timeLimitMs,
  });
  let isBegun = false;
  /** Read only once the server has said that it takes the message. */
  const message = Readable.from(
    (function* () {
      isBegun = true;
      yield content;
    })(),
  );

  async function handOver(): Promise<void> {
    await done((callback) => connection.connect(callback));
    if (login !== undefined) {
      const { user, password: pass } = login;
      await done((callback) => connection.login({ user, pass }, callback));
    }
    await done((callback) => connection.send({ from, to }, message, callback));
  }

  const broken = new Promise<never>((_, reject) => connection.once('error', reject));
  const tooSlow = Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' });
  try {
    const work = Promise.race([handOver(), broken]);
    await before(AbortSignal.timeout(timeLimitMs), work, tooSlow);
    return { outcome: 'delivered' };
  } catch (error) {
    return outcomeOfFailure(error, isBegun);
  } finally {
    connection.close();
  }
}

/** What calls back, as a promise. */
function done(start: (callback: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => (error ? reject(error) : resolve()));
  });
}
