import { openKafkaStream } from '../../testing/kafka-stream';
import { streamingContract } from '../streaming.contract';

describe('the stream in Kafka', () => {
  streamingContract(() => openKafkaStream(3));
});
