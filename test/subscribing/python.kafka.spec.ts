import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { silentLogger } from '@tasuki/platform';
import { kafkaClient, kafkaConsumer } from '@tasuki/streaming';
import { aGroup, consume, until } from '../../libs/streaming/testing/consuming';
import { createTopic } from '../support/kafka/topic';
import { pythonWith } from '../support/python';
import { python, requirements } from './examples';
import { subscriberContract } from './subscriber.contract';

describe('the consumer of docs/subscribing.md in Python', () => {
  subscriberContract(async () => ({ program: await pythonWith(requirements), args: [python] }));
});

/** Sends to a topic what kafkajs cannot send, as any client of librdkafka may. */
const sending = `
import sys
from confluent_kafka import Producer
brokers, topic = sys.argv[1:]
for codec in ("gzip", "snappy", "lz4", "zstd"):
    producer = Producer({"bootstrap.servers": brokers, "compression.type": codec})
    producer.produce(topic, value=codec + " " * 5_000, headers=[("x-trace", None)])
    producer.flush()
`;

it('what others send to the topic, compressed in whatever way, with headers of no value, is handed over', async () => {
  const [topic, program] = [await createTopic(1), await pythonWith(requirements)];
  const kafka = kafkaClient({ brokers: [topic.broker], clientId: 'test', logger: silentLogger });
  const consumer = kafkaConsumer(kafka, { topic: topic.name, logger: silentLogger });
  await promisify(execFile)(program, ['-c', sending, topic.broker, topic.name]);
  const consuming = consume(consumer, aGroup());
  try {
    await until(() => consuming.batches.flat().length >= 4);
    const sent = consuming.batches
      .flat()
      .map((one) => ('unreadable' in one ? one.unreadable : undefined));
    expect(sent.map((one) => [one?.body.trimEnd(), one?.headers])).toEqual(
      ['gzip', 'snappy', 'lz4', 'zstd'].map((codec) => [codec, {}]),
    );
  } finally {
    await consuming.stop();
    await topic.remove();
  }
});
