import {
  type EventFilter,
  type EventStore,
  matches,
  type Position,
  type RecordedEvent,
} from '@tasuki/event-store';
import { leadIdOf, leadStream, leadStreams } from '@tasuki/lead';
import { inJsonFormat, type JsonFormat, leadMessages } from '@tasuki/lead-messages';
import { registry } from '@tasuki/runtime';
import { leadMessagesOf, type LeadMessagesOf } from '@tasuki/streaming';

/** An event that this release cannot tell, or one that follows such an event in its stream. */
export interface Untold {
  readonly leadId: string;
  readonly version: number;
  readonly position: Position;
  readonly reason: string;
}

/** What became of one event. */
export type Entry = { readonly message: JsonFormat } | { readonly untold: Untold };

/** What was read in one go: everything up to and including `position` has been looked at. */
export interface Stretch {
  readonly entries: readonly Entry[];
  readonly position: Position;
}

/** Of messages, as the contract names them; all when left out. */
type Types = readonly string[] | undefined;

export interface FeedQuery {
  readonly after: Position;
  /** Entries, at most. */
  readonly limit: number;
  readonly types: Types;
  readonly leadId: string | undefined;
  /** Where the log ended when somebody asked. */
  readonly head: Position;
}

/** The messages that the relay publishes, told from the log itself. */
export interface EventFeed {
  /** What comes next. One page looks at a bounded part of the log, and may be empty before its end. */
  page(query: FeedQuery): Promise<Stretch>;
  /** What is there, and then what comes, until the signal fires. */
  follow(after: Position, types: Types, signal: AbortSignal): AsyncIterable<Stretch>;
}

export const messageTypes = Object.values(leadMessages).map(({ type }) => type);

const eventTypes = new Map<string, string>(
  Object.entries(leadMessages).map(([eventType, { type }]) => [type, eventType]),
);

/** What one page looks at, where a filter leaves most of it out: so many times so many events. */
const [mostReads, eventsPerRead] = [20, 1_000];
/** Leads whose stage is remembered for each who follows. */
const rememberedLeads = 1_000;

/**
 * @param log as it is stored: what it holds is read by the registry here
 * @param source who publishes: a URI reference
 */
export function eventFeed(log: EventStore, source: string): EventFeed {
  const tellPage = leadMessagesOf({ store: log, registry, source });

  async function ofAll({ after, limit, types }: FeedQuery) {
    const events: RecordedEvent[] = [];
    let position = after;
    let reads = 0;
    const batchSize = types === undefined ? limit : eventsPerRead;
    for await (const page of log.readAll(after, filterOf(types), { batchSize })) {
      events.push(...page.events);
      ({ position } = page);
      reads += 1;
      if (events.length >= limit || reads === mostReads) break;
    }
    return { events, position };
  }

  async function ofLead(leadId: string, { after, types, head }: FeedQuery) {
    const filter = filterOf(types);
    const stream = await log.readStream(leadStream(leadId));
    const events = stream.filter((one) => one.position > after && matches(filter, one));
    const last = events.at(-1)?.position ?? after;
    return { events, position: last > head ? last : head };
  }

  return {
    async page(query) {
      const { limit, leadId } = query;
      const found = leadId === undefined ? await ofAll(query) : await ofLead(leadId, query);
      const events = found.events.slice(0, limit);
      const isCut = found.events.length > limit;
      const position = isCut ? events.at(-1)!.position : found.position;
      return { entries: await entriesOf(events, tellPage), position };
    },
    async *follow(after, types, signal) {
      const tell = leadMessagesOf({ store: log, registry, source, rememberedLeads });
      const options = { batchSize: eventsPerRead, signal };
      for await (const { events, position } of log.subscribe(after, filterOf(types), options)) {
        yield { entries: await entriesOf(events, tell), position };
      }
    },
  };
}

function filterOf(types: Types): EventFilter {
  return {
    streamPrefix: leadStreams,
    ...(types && { types: types.map((type) => eventTypes.get(type)!) }),
  };
}

async function entriesOf(
  events: readonly RecordedEvent[],
  tell: LeadMessagesOf,
): Promise<readonly Entry[]> {
  const told = await tell(events);
  return told.map((one, index) => {
    if ('message' in one) return { message: inJsonFormat(one.message) };
    const { stream, version, position } = events[index]!;
    const { reason } = one.unreadable;
    return { untold: { leadId: leadIdOf(stream), version, position, reason } };
  });
}
