import { type EventStream } from './event-stream';
import { type LiveQueue, type LiveRow, type QueueFilter } from './live-queue';

/** Why a client must forget what it has: its id is of another table, was forgotten, or is none. */
type Reset = 'unknown_id' | 'too_old';

/**
 * Sends a queue and then its changes until the stream or the signal ends it. A client that names the
 * last change it has gets what came after; one whose change is not known gets `reset` and everything
 * again. Events: `reset`, `snapshot` (in several parts, the last of which says so), `changes`.
 */
export async function followQueue(
  queue: LiveQueue,
  filter: QueueFilter,
  lastEventId: string | undefined,
  stream: EventStream,
  signal: AbortSignal,
): Promise<void> {
  const over = AbortSignal.any([signal, stream.closed]);
  let at = await resumed(queue, lastEventId);
  if (lastEventId !== undefined && at === undefined) reset('unknown_id');
  at ??= await snapshot();

  while (!over.aborted) {
    const changes = await queue.after(at, over);
    if (over.aborted) return;
    if (changes === undefined) {
      reset('too_old');
      at = await snapshot();
      continue;
    }
    at = changes.last;
    const items = changes.items.filter((row) => passes(row, filter));
    const gone = [
      ...changes.gone,
      ...changes.items.filter((row) => !passes(row, filter)).map(({ leadId }) => leadId),
    ];
    stream.send({ event: 'changes', id: idOf(queue, at), data: { items, gone } });
  }

  function reset(reason: Reset): void {
    stream.send({ event: 'reset', data: { reason } });
  }

  /** The change is looked up first: what changes meanwhile is sent again, and does no harm. */
  async function snapshot(): Promise<number> {
    const last = await queue.last();
    for await (const items of queue.rows(filter)) {
      if (over.aborted) return last;
      stream.send({ event: 'snapshot', data: { items, isLast: false } });
    }
    stream.send({
      event: 'snapshot',
      id: idOf(queue, last),
      data: { items: [], isLast: true },
    });
    return last;
  }
}

function passes(row: LiveRow, { channel, assignee }: QueueFilter): boolean {
  const isOfChannel = channel === undefined || row.channel === channel;
  return isOfChannel && (assignee === undefined || row.assignee === assignee);
}

function idOf({ table }: LiveQueue, change: number): string {
  return `${table}.${change}`;
}

/** The change that an id names, if it is one of this table and not ahead of it. */
async function resumed(queue: LiveQueue, id: string | undefined): Promise<number | undefined> {
  const [, table, change] = /^([a-z0-9_]+)\.(\d{1,15})$/.exec(id ?? '') ?? [];
  if (table !== queue.table || Number(change) > (await queue.last())) return undefined;
  return Number(change);
}
