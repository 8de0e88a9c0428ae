import { lookup } from 'node:dns/promises';
import { request as overHttp } from 'node:http';
import { request as overHttps, type RequestOptions } from 'node:https';
import { codeOf } from '@tasuki/platform';
import { before } from '../before';
import { type Range } from './address-guard';
import { answerIn, type Answer } from './answer';
import { checkedTarget, type Resolve, type Target } from './checked-target';
import { NotSent, OutcomeUnknown, Refused } from './outgoing-errors';
import { pinnedTo } from './pinned-to';

/**
 * Sends JSON to a URL that somebody else chose: only to addresses that may be reached, looked up
 * once; by https, and by http where `allowed` says so; through no proxy, and no connection is kept.
 * A redirect is an answer like any other and is not followed.
 * @throws Refused, NotSent, OutcomeUnknown
 */
export type Post = (
  url: string,
  body: string,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer>;

export interface PostOptions {
  /** What may be reached besides public addresses. */
  readonly allowed?: readonly Range[];
  /** For all of it, from the name to the end of the answer; 15 seconds when left out. */
  readonly timeLimitMs?: number;
  /** The system's when left out. */
  readonly resolve?: Resolve;
  /** Whom to trust instead of the authorities that Node trusts; PEM. */
  readonly ca?: string;
}

const longestBody = 1024 * 1024;

export function guardedPost(options: PostOptions = {}): Post {
  const { allowed = [], timeLimitMs = 15_000, resolve = systemResolve, ca } = options;
  return async (url, text, headers) => {
    const body = Buffer.from(text);
    if (body.length > longestBody) throw new Refused('the body is longer than 1 MiB');
    const signal = AbortSignal.timeout(timeLimitMs);
    const tooLate = new NotSent('its address was not found in time');
    const target = await before(signal, checkedTarget(url, allowed, resolve), tooLate);
    return exchange(target, body, { headers, signal, ca });
  };
}

function exchange(
  { url, host, addresses }: Target,
  body: Buffer,
  { headers, ...options }: RequestOptions,
): Promise<Answer> {
  const isSecure = url.protocol === 'https:';
  const request = (isSecure ? overHttps : overHttp)(url, {
    ...options,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'Tasuki', ...headers },
    lookup: pinnedTo(addresses),
    agent: false,
    rejectUnauthorized: true,
  });
  return new Promise<Answer>((resolve, reject) => {
    let isConnected = false;
    const fail = (error?: Error) => {
      const why = codeOf(error) === 'ABORT_ERR' ? 'too slow' : (codeOf(error) ?? 'it was closed');
      const lost = new OutcomeUnknown(`the connection to ${host} broke off: ${why}`);
      reject(isConnected ? lost : new NotSent(`no connection to ${host}: ${why}`));
    };
    request.once('socket', (socket) =>
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        isConnected = true;
      }),
    );
    request.on('error', fail);
    request.once('close', fail);
    request.once('response', (response) => resolve(answerIn(response)));
    request.end(body);
  }).finally(() => request.destroy());
}

async function systemResolve(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
