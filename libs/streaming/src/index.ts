export {
  type Content,
  contentOf,
  type DeadLetter,
  deadLetters,
  discardedVersions,
  type DiscardedLetter,
  listDeadLetters,
  listDiscardedLetters,
} from './inbox/dead-letters.postgres';
export {
  AnotherIsDead,
  CannotBeRetried,
  discardDeadLetter,
  discardForeign,
  NoDeadLetter,
  retryDeadLetter,
} from './inbox/decide-letters.postgres';
export { type CommandEffect, type Effect, type RecordedEffect } from './inbox/effect';
export { consumerGroups, leadsBehind } from './inbox/inbox.postgres';
export {
  type LeadConsumer,
  leadConsumer,
  type LeadConsumerOptions,
  type LeadConsumerParts,
} from './inbox/lead-consumer';
export { inboxMigrations } from './inbox/migrations';
export { forgetPosition } from './in-process/position.postgres';
export { inProcessConsumer, type InProcessOptions } from './in-process/in-process-consumer';
export { configuredKafka, type KafkaSettings } from './kafka/configured-kafka';
export { groupLag, type GroupLag, type GroupLagOptions, type Lags } from './kafka/group-lag';
export { kafkaClient, type KafkaClientOptions } from './kafka/kafka-client';
export { kafkaConsumer, type KafkaConsumerOptions } from './kafka/kafka-consumer';
export { kafkaProducer } from './kafka/kafka-producer';
export { ensureTopic, type TopicOutcome, type TopicSettings } from './kafka/kafka-topics';
export { openTopic, topicSettings } from './kafka/lead-topic';
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
export { type Beginning, untilBegun } from './until-begun';
