import { type ServerResponse } from 'node:http';

/** One answer of `text/event-stream` (HTML, Server-sent events), as long as its client keeps up. */
export interface EventStream {
  /** Fires when the client has gone, or was cut off. */
  readonly closed: AbortSignal;
  send(event: { readonly event: string; readonly data: object; readonly id?: string }): void;
  /** Ends it in order; the client may come back. */
  end(): void;
}

const heartbeatMs = 15_000;
/** What a client has not taken yet; one that lags further is cut off, and comes back if it likes. */
const mostBuffered = 1_000_000;
/** After which a client that was cut off, or whose answer ended, tries again. */
const retryMs = 1_000;

export function eventStream(response: ServerResponse, headers: Readonly<Record<string, string>>) {
  const closing = new AbortController();
  const heartbeat = setInterval(() => write(': still here\n\n'), heartbeatMs);

  function write(text: string): void {
    if (closing.signal.aborted) return;
    response.write(text);
    if (response.writableLength > mostBuffered) response.destroy();
  }

  response.on('close', () => {
    clearInterval(heartbeat);
    closing.abort();
  });
  response.on('error', () => response.destroy());
  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  write(`retry: ${retryMs}\n\n`);

  const stream: EventStream = {
    closed: closing.signal,
    send({ event, data, id }) {
      const lines = [`event: ${event}`, ...(id === undefined ? [] : [`id: ${id}`])];
      write(`${[...lines, `data: ${JSON.stringify(data)}`].join('\n')}\n\n`);
    },
    end() {
      if (!closing.signal.aborted) response.end();
    },
  };
  return stream;
}
