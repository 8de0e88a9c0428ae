import { beginning, type RecordedEvent } from '@tasuki/event-store';
import { leadStreams, type Stage } from '@tasuki/lead';
import { type LeadEventInLog, messageOf, stageAfter } from '@tasuki/lead-messages';
import { type Runtime } from '@tasuki/runtime';
import { type Answer, type Door } from '../support/door';

export type CloudEvent = Answer['body'];

export interface EventsPage {
  readonly items: readonly CloudEvent[];
  readonly unreadable: readonly Readonly<Record<string, unknown>>[];
  readonly position: string;
  readonly hasMore: boolean;
}

/** The message of every event of every lead in the log, as a subscriber gets it in JSON. */
export async function everyMessage(
  { store }: Pick<Runtime, 'store'>,
  source: string,
): Promise<readonly CloudEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const page of store.readAll(beginning, { streamPrefix: leadStreams })) {
    events.push(...page.events);
  }
  const stages = new Map<string, Stage>();
  return events.map((recorded) => {
    const event = recorded as unknown as LeadEventInLog;
    const before = stages.get(event.stream) ?? null;
    stages.set(event.stream, stageAfter(before, event));
    const message = messageOf(event, before, source);
    return { specversion: '1.0', datacontenttype: 'application/json', ...message };
  });
}

export async function eventsPage(door: Door, query: string): Promise<EventsPage> {
  const { status, body } = await door.as('service', {
    method: 'GET',
    path: `/v1/events?${query}`,
  });
  expect([status, body]).toEqual([200, body]);
  return body as unknown as EventsPage;
}

/** Page after page, from the beginning until there is no more. */
export async function allPages(door: Door, query: string): Promise<readonly EventsPage[]> {
  const pages: EventsPage[] = [];
  for (let page: EventsPage | undefined; page?.hasMore ?? true;) {
    page = await eventsPage(door, `${query}&after=${page?.position ?? beginning}`);
    pages.push(page);
  }
  return pages;
}
