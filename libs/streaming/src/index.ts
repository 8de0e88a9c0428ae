export { inProcessConsumer, type InProcessOptions } from './in-process/in-process-consumer';
export { kafkaClient, type KafkaClientOptions } from './kafka/kafka-client';
export { kafkaConsumer, type KafkaConsumerOptions } from './kafka/kafka-consumer';
export { kafkaProducer } from './kafka/kafka-producer';
export { seekGroup, type SeekTarget } from './kafka/kafka-seek';
export { ensureTopic, type TopicOutcome, type TopicSettings } from './kafka/kafka-topics';
export { leadMessagesOf, type LeadMessagesOf, type LeadMessagesOptions } from './lead-messages-of';
export {
  type Incoming,
  type MessageConsumer,
  type MessageProducer,
  type StreamState,
  StreamUnavailable,
  type Subscription,
  type Unreadable,
} from './streaming';
