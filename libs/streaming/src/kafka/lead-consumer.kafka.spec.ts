import { inBinaryMode } from '@tasuki/lead-messages';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { aGroup, until } from '../../testing/consuming';
import { type KafkaStream, openKafkaStream } from '../../testing/kafka-stream';
import { openTestLog, runConsumer, type TestLog } from '../../testing/lead-consuming';
import { inTurn, messageAt } from '../../testing/lead-events';
import { openConsumer } from '../../testing/member';
import { discardDeadLetter, listDeadLetters } from '../index';
import { contentOf } from '../inbox/dead-letters.postgres';
import { CannotBeRetried, retryDeadLetter } from '../inbox/decide-letters.postgres';
import { leadConsumerContract } from '../inbox/lead-consumer.contract';

describe('consumers on Kafka', () => {
  leadConsumerContract(async () => {
    const [log, stream] = [await openTestLog(), await openKafkaStream(3)];
    return {
      log,
      openStream: () => openConsumer(stream.plan),
      async publish(told) {
        const before = await log.store.head();
        await log.append(told);
        const fresh = (await log.messages()).filter(({ position }) => position > before);
        await stream.send(fresh);
      },
      async close() {
        await stream.close();
        await log.close();
      },
    };
  });

  it('wait for a version that is missing, and go on at once when it comes', async () => {
    const [log, stream, leadId] = [await openTestLog(), await openKafkaStream(3), randomUUID()];
    const { consumer } = openConsumer(stream.plan);
    const running = runConsumer(log, consumer, { group: aGroup(), gapMs: 60_000 });
    try {
      await log.append(inTurn([leadId], 1, 3));
      const [first, second, third] = await log.messages();
      await stream.send([first!, third!]);
      await until(async () => (await log.effectsOf(leadId)).length > 0);
      // Long after the log could have been asked for it.
      await delay(1_500);
      expect(await log.effectsOf(leadId)).toEqual([1]);
      await stream.send([second!]);
      await until(async () => (await log.effectsOf(leadId)).length === 3);
      expect(await log.effectsOf(leadId)).toEqual([1, 2, 3]);
    } finally {
      await running.stop();
      await stream.close();
      await log.close();
    }
  });

  describe('whose topic holds something else', () => {
    let log: TestLog;
    let stream: KafkaStream;
    let group: string;
    const toEnd: (() => Promise<void>)[] = [];
    beforeEach(async () => {
      [log, stream, group] = [await openTestLog(), await openKafkaStream(3), aGroup()];
      const { consumer } = openConsumer(stream.plan);
      const running = runConsumer(log, consumer, { group });
      toEnd.push(
        () => log.close(),
        () => stream.close(),
        () => running.stop(),
      );
    });
    afterEach(async () => {
      for (const end of toEnd.splice(0).reverse()) await end();
    });

    const letters = () => listDeadLetters(log.pool, { group });
    const untilEffects = async (leadId: string, count: number) => {
      while ((await log.effectsOf(leadId)).length < count) await delay(20);
      return log.effectsOf(leadId);
    };
    const untilLetter = async () => {
      while ((await letters()).length === 0) await delay(20);
      return (await letters())[0]!;
    };

    it('fetch from the log what cannot be read there, where it says of which event it tells', async () => {
      const leadId = randomUUID();
      await log.append(inTurn([leadId], 1, 3));
      const messages = await log.messages();
      await stream.send(messages.slice(0, 1));
      await stream.publishUnreadable({ leadId, version: 2 });
      await stream.send(messages.slice(2));
      expect(await untilEffects(leadId, 3)).toEqual([1, 2, 3]);
      expect(await letters()).toEqual([]);
    });

    it('keep a message of a type that a newer release has, and what follows, until they know it', async () => {
      const leadId = randomUUID();
      await log.append(inTurn([leadId], 1, 2));
      await log.appendUnreadable({ leadId, version: 3 });
      const newer = { ...messageAt({ leadId, version: 3 }), type: 'com.tasuki.lead.retired.v1' };
      await stream.send([...(await log.messages()), newer]);
      expect(await untilLetter()).toMatchObject({ leadId, version: 3 });
      expect(await log.effectsOf(leadId)).toEqual([1, 2]);
    });

    it('put aside what tells of no lead, and go on; it can be discarded alone', async () => {
      const leadId = randomUUID();
      await stream.publishGarbage('a note for nobody');
      await log.append(inTurn([leadId], 1, 2));
      await stream.send(await log.messages());
      expect(await untilEffects(leadId, 2)).toEqual([1, 2]);
      const letter = await untilLetter();
      expect(letter).toMatchObject({
        leadId: null,
        version: null,
        reason: 'it has no ce_specversion',
      });
      expect(await contentOf(log.pool, letter)).toMatchObject({ body: 'a note for nobody' });
      expect(letter.key).toMatch(new RegExp(`^${stream.topic}, partition \\d, offset 0$`));
      const { key } = letter;
      await expect(retryDeadLetter(log.pool, group, key)).rejects.toThrow(CannotBeRetried);
      await discardDeadLetter(log.pool, { group, key, version: null }, 'no message', 'aiko');
      expect(await letters()).toEqual([]);
    });

    it('put aside what the log knows nothing of, with its place and content; its lead goes on', async () => {
      const leadId = randomUUID();
      await log.append(inTurn([leadId], 1, 2));
      const foreign = messageAt({ leadId, version: 9 });
      await stream.send([...(await log.messages()), foreign]);
      const letter = await untilLetter();
      expect(letter).toMatchObject({ key: letter.place, leadId: null, version: null });
      expect(letter.place).toMatch(new RegExp(`^${stream.topic}, partition \\d, offset 2$`));
      expect(letter.reason).toBe(
        `the log has no event ${foreign.id}, version 9 of lead ${leadId}, at ${foreign.position}: is it another installation's?`,
      );
      expect(await contentOf(log.pool, letter)).toEqual(inBinaryMode(foreign));
      await log.append(inTurn([leadId], 3, 3));
      await stream.send((await log.messages()).slice(2));
      expect(await untilEffects(leadId, 3)).toEqual([1, 2, 3]);
    });
  });
});
