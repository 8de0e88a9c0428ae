import { type EventStore, type Position, type RecordedEvent } from '@tasuki/event-store';
import { leadIdOf, leadStream, leadStreams } from '@tasuki/lead';
import { type LeadMessage } from '@tasuki/lead-messages';
import { StartupError } from '@tasuki/platform';
import { type LeadMessagesOf, type MessageProducer } from '@tasuki/streaming';
import { type Progress } from './progress.postgres';

export interface RepublishParts {
  readonly log: Pick<EventStore, 'readAll' | 'readStream'>;
  readonly producer: MessageProducer;
  readonly progress: Progress;
  /** Makes what turns events into messages; it remembers where leads are. */
  readonly teller: () => LeadMessagesOf;
}

/**
 * A lead of which an event cannot be told, or whose message the topic refuses: from this version on it is
 * not on the topic.
 */
export interface LeftOut {
  readonly leadId: string;
  readonly version: number;
  readonly reason: string;
}

/** Events read and sent at once: what a kill may have sent and not noted. */
const batchSize = 1_000;

/** What became of some events. */
interface Published {
  /** Messages sent. */
  readonly sent: number;
  /** Of each lead the first event that cannot be told, or is refused. */
  readonly stuck: ReadonlyMap<string, Stuck>;
}

interface Stuck {
  readonly event: RecordedEvent;
  readonly reason: string;
}

/** Publishes history, from where it is on. What was sent before a crash may be sent again. */
export function republisher({ log, producer, progress, teller }: RepublishParts) {
  async function publish(
    events: readonly RecordedEvent[],
    tell: LeadMessagesOf,
  ): Promise<Published> {
    const told = await tell(events);
    const messages = told.flatMap((one) => ('message' in one ? [one.message] : []));
    const refused = await producer.send(messages);
    const reasons = new Map([
      ...refused.map(({ message, reason }) => [message.id, reason] as const),
      ...told.flatMap((one, index) =>
        'message' in one ? [] : [[events[index]!.id, one.unreadable.reason] as const],
      ),
    ]);
    const stuck = new Map<string, Stuck>();
    for (const event of events) {
      const [leadId, reason] = [leadIdOf(event.stream), reasons.get(event.id)];
      if (reason !== undefined && !stuck.has(leadId)) stuck.set(leadId, { event, reason });
    }
    const isSent = ({ subject, streamversion }: LeadMessage) =>
      streamversion < (stuck.get(subject)?.event.version ?? Infinity);
    return { sent: messages.filter(isSent).length, stuck };
  }

  return {
    /**
     * Tries the leads again that were left out, up to where the others are: a new release may be able
     * to tell them, the topic may take more by now.
     * @returns those that are left out still
     */
    async bringIn(): Promise<readonly LeftOut[]> {
      const upTo = await progress.position();
      const still: LeftOut[] = [];
      for (const { leadId, from } of await progress.leftOut()) {
        const history = await log.readStream(leadStream(leadId));
        const missing = history.filter((one) => one.position >= from && one.position <= upTo);
        const stuck = (await publish(missing, teller())).stuck.get(leadId);
        if (stuck === undefined) {
          await progress.bringIn(leadId);
        } else {
          const { event, reason } = stuck;
          await progress.leaveOut(leadId, event.position, from);
          still.push({ leadId, version: event.version, reason });
        }
      }
      return still;
    },

    /**
     * Publishes up to a position, or to where the signal fires.
     * @returns where it is then
     * @throws StartupError when another process publishes to the same topic
     */
    async publishUntil(
      until: Position,
      signal: AbortSignal,
      onProgress: (position: Position, sent: number) => void,
    ): Promise<Position> {
      let position = await progress.position();
      if (position >= until) return position;
      const tell = teller();
      const leftOut = new Set((await progress.leftOut()).map(({ leadId }) => leadId));
      const filter = { streamPrefix: leadStreams };
      for await (const page of log.readAll(position, filter, { batchSize, signal })) {
        const events = page.events.filter(
          ({ position: at, stream }) => at <= until && !leftOut.has(leadIdOf(stream)),
        );
        const { sent, stuck } = await publish(events, tell);
        for (const [leadId, { event }] of stuck) {
          leftOut.add(leadId);
          await progress.leaveOut(leadId, event.position);
        }
        const next = page.position < until ? page.position : until;
        if (!(await progress.move(position, next))) {
          throw new StartupError('Another process publishes to this topic; wait for it to end.');
        }
        position = next;
        onProgress(position, sent);
        if (position === until) break;
      }
      return position;
    },
  };
}
