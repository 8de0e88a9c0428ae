import { type ClientRequest, request } from 'node:http';

export interface LiveEvent {
  readonly event: string;
  readonly id?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Whole events of a stream, and what is left of its text. */
export function parseEvents(text: string): { events: LiveEvent[]; rest: string } {
  const blocks = text.split('\n\n');
  const rest = blocks.pop()!;
  const events = blocks.flatMap((block) => {
    const fields = new Map(
      block
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith(':'))
        .map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]),
    );
    const [event, data, id] = [fields.get('event'), fields.get('data'), fields.get('id')];
    if (event === undefined || data === undefined) return [];
    const read = JSON.parse(data) as LiveEvent['data'];
    return [{ event, data: read, ...(id !== undefined && { id }) }];
  });
  return { events, rest };
}

/** Keeps a stream open as a browser's EventSource does: comes back by itself, with the last id it had. */
export abstract class EventSourceClient {
  hasEnded = false;
  private current: ClientRequest | undefined;
  private over = false;

  constructor(
    private readonly url: string,
    private readonly token?: string,
    public lastEventId?: string,
  ) {
    this.connect();
  }

  /** What to do about an event. */
  protected abstract take(event: LiveEvent): void;

  /** Breaks the connection; it is made again. */
  drop(): void {
    this.current?.destroy();
  }

  close(): void {
    this.over = true;
    this.current?.destroy();
  }

  private connect(): void {
    let text = '';
    const call = request(this.url, {
      headers: {
        ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
        ...(this.lastEventId !== undefined && { 'last-event-id': this.lastEventId }),
      },
      agent: false,
    });
    call.on('response', (response) => {
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        const { events, rest } = parseEvents(text + chunk);
        text = rest;
        for (const event of events) {
          this.take(event);
          if (event.id !== undefined) this.lastEventId = event.id;
        }
      });
      response.on('end', () => (this.hasEnded = true));
      response.on('close', () => this.again());
      response.on('error', () => undefined);
    });
    call.on('error', () => this.again());
    call.end();
    this.current = call;
  }

  private again(): void {
    if (this.over || this.hasEnded) return;
    setTimeout(() => !this.over && this.connect(), 20).unref();
  }
}
