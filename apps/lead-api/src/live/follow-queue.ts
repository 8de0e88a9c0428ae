import { type ChangeMark } from '@tasuki/read-models';
import { type EventStream } from './event-stream';
import { type LiveQueue, type LiveRow, type QueueFilter } from './live-queue';

/** Why a client is sent everything: it named no id, one that is not known, or one too long ago. */
type Reset = 'begin' | 'unknown_id' | 'too_old';

/**
 * Sends a queue and then its changes until the stream or the signal ends it, each when the client has
 * taken what came before. A client that names the last change it has gets what came after; any other
 * one gets everything, and first `reset`: it may have a part of a snapshot that was broken off.
 * Events: `reset`, `snapshot` (in several parts, the last of which says so), `changes`.
 */
export async function followQueue(
  queue: LiveQueue,
  filter: QueueFilter,
  lastEventId: string | undefined,
  stream: EventStream,
  signal: AbortSignal,
): Promise<void> {
  const over = AbortSignal.any([signal, stream.closed]);
  const resumed = await resume(queue, lastEventId);
  let at = typeof resumed === 'string' ? await begin(resumed) : resumed;

  while (!over.aborted) {
    await stream.drained(over);
    const changes = await queue.after(at, over);
    if (over.aborted || changes === 'away') return;
    if (changes === 'forgotten') {
      at = await begin('too_old');
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

  /** The change is looked up first: what changes meanwhile is sent again, and does no harm. */
  async function begin(reason: Reset): Promise<ChangeMark> {
    const last = await queue.last();
    stream.send({ event: 'reset', data: { reason } });
    for await (const items of queue.rows(filter, over)) {
      stream.send({ event: 'snapshot', data: { items, isLast: false } });
      await stream.drained(over);
    }
    if (over.aborted) return last;
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

function idOf({ table }: LiveQueue, { seq, at }: ChangeMark): string {
  return `${table}.${seq}.${at}`;
}

/** The change that an id names, or why there is none to go on from. */
async function resume(queue: LiveQueue, id: string | undefined): Promise<ChangeMark | Reset> {
  if (id === undefined) return 'begin';
  const [, table, seq, at] = /^([a-z0-9_]+)\.(\d{1,15})\.(\d{1,16})$/.exec(id) ?? [];
  if (table !== queue.table || at === undefined) return 'unknown_id';
  const mark = { seq: Number(seq), at };
  const standing = await queue.standingOf(mark);
  if (standing === 'known') return mark;
  return standing === 'forgotten' ? 'too_old' : 'unknown_id';
}
