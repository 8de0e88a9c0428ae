import { type LeadMessage } from '@tasuki/lead-messages';
import { silentLogger } from '@tasuki/platform';
import { kafkaClient, kafkaConsumer } from '@tasuki/streaming';
import { randomUUID } from 'node:crypto';

/** What stands on a topic, as somebody reads it from the beginning. */
export interface TopicReading {
  readonly messages: readonly LeadMessage[];
  stop(): Promise<void>;
}

/** The shortest that a broker allows by default: so long a reader waits for what it was before an outage. */
const sessionTimeoutMs = 6_000;

/** @param brokers `host:port` of some, a comma between */
export function readTopic(topic: string, brokers: string): TopicReading {
  const kafka = kafkaClient({
    brokers: brokers.split(','),
    clientId: 'reader',
    logger: silentLogger,
  });
  const messages: LeadMessage[] = [];
  const stopping = new AbortController();
  const running = kafkaConsumer(kafka, { topic, sessionTimeoutMs, logger: silentLogger }).run(
    {
      group: `reader-${randomUUID()}`,
      async handle(batch) {
        for (const one of batch) if ('message' in one) messages.push(one.message);
      },
    },
    stopping.signal,
  );
  return {
    messages,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
