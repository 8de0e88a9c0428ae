import { type ServerResponse } from 'node:http';

/** One answer of `text/event-stream` (HTML, Server-sent events), as long as its client keeps up. */
export interface EventStream {
  /** Fires when the client has gone, or was cut off. */
  readonly closed: AbortSignal;
  send(event: { readonly event: string; readonly data: object; readonly id?: string }): void;
  /** When the client has taken what was sent, or the signal fires. */
  drained(signal: AbortSignal): Promise<void>;
  /** Ends it in order; the client may come back. */
  end(): void;
}

export interface EventStreamOptions {
  /** How often something is sent to who has taken everything; 15,000 ms when left out. */
  readonly heartbeatMs?: number;
  /** How long a client may take nothing of what waits for it; 60,000 ms when left out. */
  readonly stalledMs?: number;
}

type Headers = Readonly<Record<string, string>>;

/** What a client has not taken yet; with more than that, whoever sends without waiting cuts it off. */
const mostBuffered = 1_000_000;
/**
 * The kernel buffers megabytes before a proxy nearby, and says that a third of it was taken, not
 * each byte: a slow client is silent for seconds. In a minute it has taken something.
 */
const defaultStalledMs = 60_000;
/** How long one may take nothing of an answer that ends: a door that closes waits for it. */
const endingMs = 5_000;
/** After which a client that was cut off, or whose answer ended, tries again. */
const retryMs = 1_000;

const ofStreams = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
};

/** The answer to HEAD. */
export function eventStreamHead(response: ServerResponse, headers: Headers): void {
  response.writeHead(200, { ...headers, ...ofStreams }).end();
}

export function eventStream(
  response: ServerResponse,
  headers: Headers,
  { heartbeatMs = 15_000, stalledMs = defaultStalledMs }: EventStreamOptions = {},
): EventStream {
  const closing = new AbortController();
  // Whoever lags is sent no heartbeats: they would only wait with the rest.
  const heartbeat = setInterval(() => {
    if (response.writableLength === 0) write(': still here\n\n');
  }, heartbeatMs);

  function write(text: string): void {
    if (response.destroyed || response.writableEnded) return;
    if (response.writableLength > mostBuffered) cutOff();
    else response.write(text);
  }

  /** Whoever writes knows at once, and not only when the connection is closed. */
  function cutOff(): void {
    closing.abort();
    response.destroy();
  }

  function close(): void {
    clearInterval(heartbeat);
    closing.abort();
  }

  response.on('close', close);
  response.on('error', cutOff);
  // Of a socket that has something to write it fires only when the kernel took none of it.
  response.setTimeout(stalledMs, () => {
    if (response.writableLength > 0) cutOff();
  });
  response.writeHead(200, { ...headers, ...ofStreams });
  write(`retry: ${retryMs}\n\n`);
  // The client may have gone while its request was looked at: then nothing closes any more.
  if (response.destroyed) close();

  return {
    closed: closing.signal,
    send({ event, data, id }) {
      const lines = [`event: ${event}`, ...(id === undefined ? [] : [`id: ${id}`])];
      write(`${[...lines, `data: ${JSON.stringify(data)}`].join('\n')}\n\n`);
    },
    async drained(signal) {
      if (!response.writableNeedDrain || signal.aborted) return;
      await new Promise<void>((resolve) => {
        const wake = () => {
          response.off('drain', wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        response.on('drain', wake);
        signal.addEventListener('abort', wake);
      });
    },
    end() {
      if (response.destroyed) return;
      response.setTimeout(Math.min(stalledMs, endingMs));
      response.end();
    },
  };
}
