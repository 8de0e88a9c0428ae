import { memoryEventStore, type RecordedEvent } from '@tasuki/event-store';
import { leadStream } from '@tasuki/lead';
import {
  eventOf,
  inTurn,
  messageAt,
  registry,
  type Told,
  unknownEvent,
} from '../testing/lead-events';
import { leadMessagesOf } from './lead-messages-of';
import { type Incoming } from './streaming';

const [one, other] = ['one', 'other'];

/** A log with these events, and how often a stream of it was read. */
async function logOf(told: readonly Told[], unknown?: Told) {
  const store = memoryEventStore();
  for (const at of told) {
    const isUnknown = at.leadId === unknown?.leadId && at.version === unknown.version;
    const event = isUnknown ? unknownEvent(at) : eventOf(at);
    await store.append(leadStream(at.leadId), [event], at.version - 1);
  }
  const events: RecordedEvent[] = [];
  for await (const page of store.readAll('0'.repeat(20))) events.push(...page.events);
  let reads = 0;
  const readStream = (stream: string) => {
    reads += 1;
    return store.readStream(stream);
  };
  return { events, store: { readStream }, reads: () => reads };
}

const stagesOf = (incoming: readonly Incoming[]) =>
  incoming.map((at) =>
    'message' in at ? (at.message.data.stage ?? 'same') : at.unreadable.reason,
  );

const source = '/tasuki';

describe('the messages of events in the order of the log', () => {
  it('say the stage before, without reading a stream that was followed from its start', async () => {
    const told = inTurn([one, other], 1, 6);
    const { events, store, reads } = await logOf(told);
    const messages = await leadMessagesOf({ store, registry, source })(events);
    expect(messages.map((at) => 'message' in at && at.message)).toEqual(
      told.map((at, index) => ({ ...messageAt(at), position: events[index]!.position })),
    );
    expect(reads()).toBe(0);
  });

  it.each([1, 2, 3, 4, 5])('say the same when begun at event %d, by one reading', async (from) => {
    const { events, store, reads } = await logOf(inTurn([one], 1, 6));
    const all = await leadMessagesOf({ store, registry, source })(events);
    const rest = await leadMessagesOf({ store, registry, source })(events.slice(from));
    expect(rest).toEqual(all.slice(from));
    expect(reads()).toBe(1);
  });

  it('say the same with a memory for fewer leads than there are', async () => {
    const { events, store } = await logOf(inTurn([one, other], 1, 6));
    const all = await leadMessagesOf({ store, registry, source })(events);
    const forgetful = leadMessagesOf({ store, registry, source, rememberedLeads: 1 });
    expect(await forgetful(events)).toEqual(all);
  });

  it('are unreadable from the first event on that cannot be read; other leads go on', async () => {
    const unknown = { leadId: one, version: 2 };
    const { events, store } = await logOf(inTurn([one, other], 1, 3), unknown);
    const expected = [
      { from: null, to: 'nurturing' },
      { from: null, to: 'nurturing' },
      expect.stringMatching(/^event LeadWasSeenOnTheMoon/),
      { from: 'nurturing', to: 'mql' },
      expect.stringMatching(/^event 2 of its stream: event LeadWasSeenOnTheMoon/),
      { from: 'mql', to: 'contacted' },
    ];
    expect(stagesOf(await leadMessagesOf({ store, registry, source })(events))).toEqual(expected);
    const restarted = leadMessagesOf({ store, registry, source });
    expect(stagesOf(await restarted(events.slice(4)))).toEqual(expected.slice(4));
  });
});
