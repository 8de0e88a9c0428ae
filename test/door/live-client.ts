import { EventSourceClient, type LiveEvent } from './event-source';

export interface LiveRow extends Readonly<Record<string, unknown>> {
  readonly leadId: string;
}

/** Follows a queue: keeps its rows. */
export class LiveClient extends EventSourceClient {
  readonly rows = new Map<string, LiveRow>();
  /** Why it had to forget what it had; not that it had nothing to go on from. */
  readonly resets: string[] = [];
  /** The whole queue was sent. */
  isComplete = false;

  protected take({ event, data }: LiveEvent): void {
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
  }
}
