import { pause } from '@tasuki/platform';
import { type ChangeMark } from '@tasuki/read-models';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { eventStream, type EventStreamOptions } from './event-stream';
import { followQueue } from './follow-queue';
import { type LiveQueue, type LiveRow } from './live-queue';

/** A queue in memory, which its test changes. */
export interface MemoryQueue extends LiveQueue {
  readonly waiting: ReadonlyMap<string, LiveRow>;
  put(leadId: string, text: string): void;
  take(leadId: string): void;
}

export function memoryQueue(pageSize: number): MemoryQueue {
  const waiting = new Map<string, LiveRow>();
  const changed: string[] = [];
  const markOf = (seq: number): ChangeMark => ({ seq, at: seq === 0 ? '0' : `${1_000 + seq}` });

  return {
    table: 'memory_v1',
    waiting,
    put(leadId, text) {
      waiting.set(leadId, { leadId, name: text } as LiveRow);
      changed.push(leadId);
    },
    take(leadId) {
      waiting.delete(leadId);
      changed.push(leadId);
    },
    last: async () => markOf(changed.length),
    standingOf: async ({ seq, at }) =>
      seq <= changed.length && markOf(seq).at === at ? 'known' : 'unknown',
    async *rows(_, signal) {
      const all = [...waiting.values()];
      for (let from = 0; from < all.length && !signal.aborted; from += pageSize) {
        yield all.slice(from, from + pageSize);
      }
    },
    async after({ seq }, signal) {
      while (changed.length <= seq && !signal.aborted) await pause(1, signal);
      const keys = [...new Set(changed.slice(seq))];
      return {
        items: keys.flatMap((key) => waiting.get(key) ?? []),
        gone: keys.filter((key) => !waiting.has(key)),
        last: markOf(changed.length),
      };
    },
  };
}

/** A door that has nothing but one queue, on a port of its own. */
export interface QueueServer {
  readonly url: string;
  /** The answers that it has begun, and what follows the queue for each. */
  readonly answers: readonly ServerResponse[];
  readonly followers: readonly Promise<void>[];
  /** What a door does that closes. */
  readonly stopping: AbortController;
  close(): void;
}

export async function serveQueue(
  queue: LiveQueue,
  options?: EventStreamOptions,
): Promise<QueueServer> {
  const answers: ServerResponse[] = [];
  const followers: Promise<void>[] = [];
  const stopping = new AbortController();
  const server = createServer((request, response) => {
    const stream = eventStream(response, {}, options);
    const id = request.headers['last-event-id'] as string | undefined;
    answers.push(response);
    followers.push(followQueue(queue, {}, id, stream, stopping.signal).finally(() => stream.end()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    followers,
    stopping,
    close() {
      stopping.abort();
      server.closeAllConnections();
      server.close();
    },
  };
}
