import { defineEvents, versioned } from '@tasuki/domain';
import { Type } from 'typebox';
import { anEvent, collect } from './event-store.contract';
import {
  beginning,
  checked,
  eventRegistry,
  memoryEventStore,
  UnknownEvent,
  UnreadableEvent,
} from './index';

const closed = { additionalProperties: false };
const events = defineEvents({
  TeamNamed: Type.Object({ name: Type.String() }, closed),
  MemberJoined: versioned(
    3,
    Type.Object({ member: Type.String(), capacity: Type.Integer(), since: Type.String() }, closed),
    {
      1: (data) => ({ ...(data as object), capacity: 10 }),
      2: (data) => ({ ...(data as object), since: 'unknown' }),
    },
  ),
});
const registry = eventRegistry(events);
const open = () => {
  const raw = memoryEventStore();
  return { raw, store: checked(raw, registry) };
};
const joined = (schemaVersion: number, data: object) => ({
  ...anEvent(data, 'MemberJoined'),
  schemaVersion,
});

describe('the event registry', () => {
  it('lets an event of its schema through, both ways', async () => {
    const { store } = open();
    await store.append('team-1', [anEvent({ name: 'North' }, 'TeamNamed')], 'none');
    expect((await store.readStream('team-1'))[0]!.data).toEqual({ name: 'North' });
  });

  it.each([
    [
      'an unknown type',
      anEvent({}, 'TeamVanished'),
      'TeamVanished version 1: the type is not known',
    ],
    ['a missing field', anEvent({}, 'TeamNamed'), 'must have required properties name'],
    ['an unknown field', anEvent({ name: 'N', x: 1 }, 'TeamNamed'), 'must not have additional'],
    ['no finite number', joined(3, { member: 'a', capacity: NaN, since: '' }), '/capacity'],
    ['an older version', joined(1, { member: 'a' }), 'only version 3 is written'],
    ['a version from the future', joined(4, { member: 'a' }), 'only version 3 is written'],
  ])('refuses %s at append, and writes nothing', async (_, event, problem) => {
    const { store } = open();
    const refused = store.append('team-1', [event], 'none');
    await expect(refused).rejects.toThrow(problem);
    await expect(refused).rejects.toMatchObject({ name: UnknownEvent.name });
    expect(await store.readStream('team-1')).toEqual([]);
  });

  it.each([1, 2, 3])('brings version %d up to today', async (version) => {
    const { raw, store } = open();
    const full = { member: 'aiko', capacity: 10, since: 'unknown' };
    const { member, capacity } = full;
    const data = { 1: { member }, 2: { member, capacity }, 3: full }[version]!;
    await raw.append('team-1', [joined(version, data)], 'none');
    expect(await store.readStream('team-1')).toMatchObject([{ schemaVersion: 3, data: full }]);
  });

  it.each([
    ['an unknown type', anEvent({}, 'TeamVanished'), 'TeamVanished'],
    ['a version from the future', joined(4, {}), 'comes from the future'],
    ['data that is not of its schema', anEvent({ name: 7 }, 'TeamNamed'), '/name must be string'],
    ['old data that the upcasters cannot save', joined(2, {}), 'member'],
  ])('refuses %s on every way of reading, never skipping it', async (_, event, problem) => {
    const { raw, store } = open();
    await raw.append('team-1', [event], 'none');
    const ways = [
      () => store.readStream('team-1'),
      () => collect(store.readAll(beginning)),
      () => collect(store.subscribe(beginning)),
    ];
    for (const read of ways) {
      await expect(read()).rejects.toBeInstanceOf(UnreadableEvent);
      await expect(read()).rejects.toThrow(problem);
    }
  });

  it('refuses to be made with a type declared twice, or a gap in the upcasters', () => {
    expect(() => eventRegistry(events, events)).toThrow('TeamNamed is declared twice');
    const gap = defineEvents({ X: versioned(3, Type.Object({}), { 1: (data) => data }) });
    expect(() => eventRegistry(gap)).toThrow('X has no upcaster from version 2');
  });
});
