import { randomUUID } from 'node:crypto';
import { aGroup, consume } from '../../testing/consuming';
import { openKafkaStream } from '../../testing/kafka-stream';
import { messageAt } from '../../testing/lead-events';
import { openConsumer } from '../../testing/member';
import { streamingContract } from '../streaming.contract';

describe('the stream in Kafka', () => {
  streamingContract(() => openKafkaStream(3));

  it('takes messages as large as events may be, and many of them at once', async () => {
    const stream = await openKafkaStream(1);
    const leadId = randomUUID();
    const sizes = [990_000, 400_000, 400_000, 400_000, 10, 990_000];
    const large = sizes.map((size, index) => {
      const message = messageAt({ leadId, version: index + 1 });
      return { ...message, data: { ...message.data, asset: 'x'.repeat(size) } };
    });
    await stream.send(large);
    const opened = openConsumer(stream.plan);
    const consuming = consume(opened.consumer, aGroup());
    await consuming.untilHandled(sizes.length);
    const found = consuming.batches.flat().map((one) => 'message' in one && one.message.data.asset);
    expect(found.map((asset) => String(asset).length)).toEqual(sizes);
    await consuming.stop();
    await opened.close();
    await stream.close();
  });
});
