import { type ClientRequest, request } from 'node:http';

export interface LiveEvent {
  readonly event: string;
  readonly id?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface LiveRow extends Readonly<Record<string, unknown>> {
  readonly leadId: string;
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

/** Follows a queue as a browser's EventSource does: keeps its rows, and comes back by itself. */
export class LiveClient {
  readonly rows = new Map<string, LiveRow>();
  /** Why it had to forget what it had; not that it had nothing to go on from. */
  readonly resets: string[] = [];
  /** The whole queue was sent. */
  isComplete = false;
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
        events.forEach((event) => this.take(event));
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

  private take({ event, id, data }: LiveEvent): void {
    if (event === 'reset') {
      this.rows.clear();
      this.isComplete = false;
      if (data.reason !== 'begin') this.resets.push(data.reason as string);
    }
    if (event === 'snapshot' || event === 'changes') {
      for (const row of data.items as LiveRow[]) this.rows.set(row.leadId, row);
      for (const leadId of (data.gone ?? []) as string[]) this.rows.delete(leadId);
    }
    if (event === 'snapshot' && data.isLast === true) this.isComplete = true;
    if (id !== undefined) this.lastEventId = id;
  }
}
