import { type EventStore, type NewEvent } from '@tasuki/event-store';
import { randomId } from '@tasuki/platform';
import { type PostgresEventStore } from '@event-driven-io/emmett-postgresql';
import { forEmmett } from './emmett';
import { forEach } from './in-flight';
import { enveloped, leadStory, seeded } from './lead-story';

/** How many leads are worked on at a time: their events stand mixed in the log. */
const busyLeads = 500;

/** The log as it grows in life: some hundred leads at a time, each event of a lead some time after the last. */
export async function seedLog(
  store: EventStore,
  events: number,
  emmett?: PostgresEventStore,
): Promise<void> {
  const random = seeded(3);
  const newLead = () => {
    return { stream: `lead-${randomId()}`, story: leadStory(random).map(enveloped), told: 0 };
  };
  const busy = Array.from({ length: busyLeads }, newLead);
  const log: { stream: string; version: number; event: NewEvent }[] = [];
  while (log.length < events) {
    const index = Math.floor(random() * busyLeads);
    const lead = busy[index]!;
    const event = lead.story[lead.told]!;
    lead.told += 1;
    log.push({ stream: lead.stream, version: lead.told, event });
    if (lead.told === lead.story.length) busy[index] = newLead();
  }
  await forEach(log, 2_000, ({ stream, version, event }) =>
    store.append(stream, [event], version === 1 ? 'none' : version - 1),
  );
  if (emmett === undefined) return;
  const byStream = Map.groupBy(log, ({ stream }) => stream);
  await forEach([...byStream], 64, ([stream, told]) =>
    emmett.appendToStream(
      stream,
      told.map(({ event }) => forEmmett(event)),
    ),
  );
}
