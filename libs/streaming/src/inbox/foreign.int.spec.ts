import { inBinaryMode, type LeadMessage } from '@tasuki/lead-messages';
import { randomUUID } from 'node:crypto';
import { aGroup } from '../../testing/consuming';
import { openTestLog, runConsumer, type TestLog } from '../../testing/lead-consuming';
import { inTurn, messageAt } from '../../testing/lead-events';
import {
  CannotBeRetried,
  type Content,
  contentOf,
  discardDeadLetter,
  discardForeign,
  type Incoming,
  listDeadLetters,
  listDiscardedLetters,
  type MessageConsumer,
  retryDeadLetter,
} from '../index';
import { bury } from './dead-letters.postgres';

describe('what stands in the stream and is no event of the log', () => {
  let log: TestLog;
  let group: string;
  const leadId = randomUUID();
  beforeAll(async () => {
    log = await openTestLog();
    await log.append(inTurn([leadId], 1, 3));
  }, 60_000);
  beforeEach(async () => {
    group = aGroup();
    await log.pool.query('truncate effects');
  });
  afterAll(() => log.close());

  /** Has one batch handled, and stops. */
  async function deliver(batch: readonly Incoming[]): Promise<void> {
    const handled = Promise.withResolvers<void>();
    const stream: MessageConsumer = {
      run: (subscription, signal) =>
        subscription.handle(batch, signal).then(handled.resolve, handled.reject),
    };
    const running = runConsumer(log, stream, { group });
    await handled.promise;
    await running.stop();
  }

  const of = async (versions: readonly number[]): Promise<readonly Incoming[]> =>
    (await log.messages())
      .filter(({ streamversion }) => versions.includes(streamversion))
      .map((message, index) => ({ message, place: `partition 0, offset ${index}` }));
  const letters = () => listDeadLetters(log.pool, { group });
  const place = 'partition 2, offset 17';
  const another = randomUUID();
  const beyond = messageAt({ leadId, version: 9 });
  const unknown = messageAt({ leadId: another, version: 1 });
  const { headers } = inBinaryMode(beyond);
  const unreadable = (lead: typeof readable | null, said = {}) => ({
    lead,
    headers: lead === null ? {} : headers,
    body: '襷',
    reason: 'its body is no JSON',
    ...said,
  });
  const readable = { id: beyond.id, leadId, version: 9, position: beyond.position };
  const noEvent = ({ id, subject, streamversion, position }: LeadMessage) =>
    `the log has no event ${id}, version ${streamversion} of lead ${subject}, at ${position}: is it another installation's?`;
  const lost = { ...messageAt({ leadId, version: 3 }), id: randomUUID() };
  const moved = { ...messageAt({ leadId, version: 3 }), id: messageAt({ leadId, version: 2 }).id };
  const sorts: readonly (readonly [string, Incoming, string, Content])[] = [
    [
      'what tells of no lead',
      { place, unreadable: unreadable(null) },
      'its body is no JSON',
      { headers: {}, body: '襷' },
    ],
    [
      'a message beyond the end of its lead',
      { place, message: beyond },
      noEvent(beyond),
      inBinaryMode(beyond),
    ],
    [
      'what should have been one',
      { place, unreadable: unreadable(readable) },
      noEvent(beyond),
      { headers, body: '襷' },
    ],
    [
      'the first message about a lead of somebody else',
      { place, message: unknown },
      noEvent(unknown),
      inBinaryMode(unknown),
    ],
    [
      'a message that a restored backup has lost, though its version came again',
      { place, message: lost },
      noEvent(lost),
      inBinaryMode(lost),
    ],
    [
      'a message whose event a restored log has again at another version',
      { place, message: moved },
      noEvent(moved),
      inBinaryMode(moved),
    ],
    [
      'the same at a version beyond the end of its lead',
      { place, message: { ...beyond, id: moved.id } },
      noEvent({ ...beyond, id: moved.id }),
      inBinaryMode({ ...beyond, id: moved.id }),
    ],
  ];

  it.each(sorts)(
    '%s is kept with its place and content, until somebody discards it',
    async (_, incoming, reason, content) => {
      await deliver([incoming]);
      const [letter, ...others] = await letters();
      expect(others).toEqual([]);
      expect(letter).toEqual({
        ...{ group, key: place, leadId: null, version: null, place, reason, tries: 1 },
        ...{ heldBack: 0, isRetrying: false, diedAt: expect.any(String) as string },
      });
      expect(await contentOf(log.pool, letter!)).toEqual(content);
      await expect(retryDeadLetter(log.pool, group, place)).rejects.toThrow(CannotBeRetried);
      await discardDeadLetter(log.pool, { group, key: place, version: null }, 'not ours', 'aiko');
      await deliver([incoming]);
      expect(await letters()).toEqual([]);
    },
  );

  it.each(sorts)('%s has no effect, and holds no lead back', async (_, incoming) => {
    await deliver([incoming, ...(await of([1, 2]))]);
    await deliver([incoming, ...(await of([3]))]);
    expect(await log.effectsOf(leadId)).toEqual([1, 2, 3]);
    expect(await log.effectsOf(another)).toEqual([]);
    const { rows } = await log.pool.query(
      'select lead_id, version, seen, behind_since from inbox where consumer_group = $1',
      [group],
    );
    expect(rows).toEqual([{ lead_id: leadId, version: 3, seen: 3, behind_since: null }]);
    expect(await letters()).toHaveLength(1);
  });

  it('all of it is discarded at once, and nothing else', async () => {
    await deliver(sorts.map(([, incoming], index) => ({ ...incoming, place: `offset ${index}` })));
    // After it: a consumer that starts tries again what is about a lead.
    await bury(log.pool, group, { leadId, version: 1, base: 0 }, { place: 'here', error: 'no' });
    expect(await letters()).toHaveLength(sorts.length + 1);
    expect(await discardForeign(log.pool, group, 'not ours', 'aiko')).toBe(sorts.length);
    expect(await letters()).toMatchObject([{ leadId, version: 1 }]);
    const discarded = await listDiscardedLetters(log.pool);
    const ofGroup = discarded.filter((one) => one.group === group);
    expect(ofGroup.map(({ reason, discardedBy }) => [reason, discardedBy])).toEqual(
      sorts.map(() => ['not ours', 'aiko']),
    );
  });

  it('of what is very long the beginning is kept, and how long it was', async () => {
    const long = 'x'.repeat(2_000_000);
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`header-${n}`, long]));
    await deliver([{ place, unreadable: unreadable(null, { headers: many, body: long }) }]);
    const [letter] = await letters();
    const { headers: some, body } = (await contentOf(log.pool, letter!))!;
    expect(body).toBe(`${'x'.repeat(100_000)}… (2000000 characters in all)`);
    expect(Object.keys(some)).toHaveLength(100);
    expect(some['header-7']).toBe(`${'x'.repeat(1_000)}… (2000000 characters in all)`);
  });
});
