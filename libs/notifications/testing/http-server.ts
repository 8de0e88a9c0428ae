import { createServer as plain, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as secure } from 'node:https';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { certificate } from './certificate';

export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly path: string;
  readonly body: string;
}

/** What a server does with a request that it has read. */
export type Behaviour = (response: ServerResponse, request: IncomingMessage) => void;

export interface HttpServer {
  readonly port: number;
  readonly received: readonly Received[];
  behave(as: Behaviour): void;
  /** Breaks off whatever is open. */
  dropAll(): void;
  close(): Promise<void>;
}

export const answering =
  (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Behaviour =>
  (response) =>
    void response.writeHead(status, headers).end(body);

/** Breaks the connection off when it has the whole request. */
export const hangingUp: Behaviour = (_, request) => void request.socket.destroy();

export const silent: Behaviour = () => undefined;

/** On loopback; by https with the certificate of these tests. */
export async function startHttpServer(protocol: 'http' | 'https' = 'https'): Promise<HttpServer> {
  const received: Received[] = [];
  let behaviour = answering(200, 'ok');
  const listen = (request: IncomingMessage, response: ServerResponse) => {
    void text(request).then((body) => {
      const headers = request.headers as Record<string, string>;
      received.push({ headers, path: request.url!, body });
      behaviour(response, request);
    });
  };
  const server = protocol === 'https' ? secure(certificate, listen) : plain(listen);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    received,
    behave: (as) => {
      behaviour = as;
    },
    dropAll: () => server.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
