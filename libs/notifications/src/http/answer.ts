import { type IncomingMessage } from 'node:http';
import { retryAfterMs } from './retry-after';

export interface Answer {
  readonly status: number;
  /** How long the server wants to be left alone. */
  readonly retryAfterMs?: number;
  /** UTF-8; its first 64 KiB, or what had come of it when it broke off. */
  readonly body: string;
}

const mostRead = 64 * 1024;

/** The status is the answer: it holds even if what follows breaks off. */
export async function answerIn(response: IncomingMessage): Promise<Answer> {
  const wait = retryAfterMs(response.headers['retry-after'], Date.now());
  return {
    status: response.statusCode!,
    ...(wait !== undefined && { retryAfterMs: wait }),
    body: await startOf(response),
  };
}

async function startOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  const ended = new Promise<void>((resolve) => response.once('close', resolve));
  response.on('error', () => response.destroy());
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= mostRead) response.destroy();
  });
  await ended;
  return Buffer.concat(chunks).subarray(0, mostRead).toString();
}
