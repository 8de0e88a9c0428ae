import { type Role } from '@tasuki/platform';
import { type Agent, request as httpRequest } from 'node:http';
import { type Door } from '../support/door';

/** What goes over the wire; a header given twice is sent twice. */
export interface WireRequest {
  /** Whose token it bears, when its headers bring none. */
  readonly role: Role;
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
}

/** A connection to a door that listens. */
export interface Wire {
  readonly agent: Agent;
  readonly url: string;
  readonly door: Pick<Door, 'token'>;
}

export interface WireAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** As a client sends it that does not check what it sends. */
export function sendOver(
  { agent, url, door }: Wire,
  { role, method, path, headers, body = '' }: WireRequest,
): Promise<WireAnswer> {
  const authorization = `Bearer ${door.token(role)}`;
  const length = body === '' ? {} : { 'content-length': `${Buffer.byteLength(body)}` };
  return new Promise((resolve, reject) => {
    const options = { agent, method, path, headers: { authorization, ...headers, ...length } };
    const asked = httpRequest(url, options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode!,
          type: answer.headers['content-type'] ?? '',
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
