import { openKafkaStream } from '../../testing/kafka-stream';
import { openTestLog } from '../../testing/lead-consuming';
import { openConsumer } from '../../testing/member';
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
});
