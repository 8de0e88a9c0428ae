import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { certificate } from './certificate';

/** At which step the server does something else than to take the message, and what. */
export interface MailBehaviour {
  /** A reply instead of consent. */
  readonly reply?: { readonly to: 'MAIL FROM' | 'RCPT TO' | 'DATA'; readonly code: number };
  /** Breaks off, or never answers any more, once that step was reached. */
  readonly endsAt?: 'CONNECT' | 'RCPT TO' | 'DATA';
  readonly stallsAt?: 'RCPT TO' | 'DATA';
  /** How long it takes over a message. */
  readonly answersAfterMs?: number;
}

export interface MailServer {
  readonly port: number;
  /** Whole messages that were accepted. */
  readonly accepted: readonly string[];
  readonly recipients: readonly string[];
  behave(as: MailBehaviour): void;
  /** Breaks off whatever is open. */
  dropAll(): void;
  close(): Promise<void>;
}

export const password = 'p@ss:word/ü';

/** On loopback; anybody may send unless `login` is asked for. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const accepted: string[] = [];
  const recipients: string[] = [];
  let behaviour: MailBehaviour = {};

  type Step = 'CONNECT' | 'MAIL FROM' | 'RCPT TO' | 'DATA';
  const at = (step: Step, done: (error?: Error | null) => void, connection: { id: string }) => {
    const { reply, endsAt, stallsAt, answersAfterMs } = behaviour;
    if (stallsAt === step) return;
    if (endsAt === step) return cut(connection.id);
    if (step === 'DATA' && answersAfterMs !== undefined) {
      return void setTimeout(done, answersAfterMs);
    }
    if (reply?.to !== step) return done();
    const message = `${reply.code > 500 ? '5.1.1' : '4.2.0'} <mika@example.jp>: ${password}`;
    done(Object.assign(new Error(message), { responseCode: reply.code }));
  };
  const server = new SMTPServer({
    ...certificate,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 50,
    onConnect: (session, done) => at('CONNECT', done, session),
    onMailFrom: (_, session, done) => at('MAIL FROM', done, session),
    onRcptTo: ({ address }, session, done) => {
      recipients.push(address);
      at('RCPT TO', done, session);
    },
    onData: (stream, session, done) => {
      const take = (message: string) =>
        at(
          'DATA',
          (error) => {
            if (!error) accepted.push(message);
            done(error);
          },
          session,
        );
      // Of a sender that was ended in the middle nothing is taken.
      void text(stream).then(take, () => undefined);
    },
    ...options,
  });
  server.on('error', () => undefined);
  function cut(id: string): void {
    for (const each of server.connections) if (each.id === id) each._socket.destroy();
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    accepted,
    recipients,
    behave: (as) => {
      behaviour = as;
    },
    dropAll: () => {
      for (const each of server.connections) each._socket.destroy();
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
