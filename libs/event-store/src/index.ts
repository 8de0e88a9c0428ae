export {
  AppendTooLarge,
  DuplicateEventId,
  OutcomeUnknown,
  StoreUnavailable,
  UnknownEvent,
  UnreadableEvent,
  VersionConflict,
} from './errors';
export {
  beginning,
  maxAppendBytes,
  type Actor,
  type AppendResult,
  type EventFilter,
  type EventPlace,
  type EventMetadata,
  type EventStore,
  type ExpectedVersion,
  type NewEvent,
  type Page,
  type Position,
  type ReadOptions,
  type RecordedEvent,
  type TraceContext,
} from './event-store';
export { matches } from './filter';
export { firstEvents, type Sent } from './first-events';
export { memoryEventStore } from './memory/memory-event-store';
export { passesByItself } from './passes-by-itself';
export {
  checkpointMigrations,
  moveCheckpoint,
  moveCheckpoints,
  readCheckpoint,
} from './postgres/checkpoints';
export { isDiskFull, isUnavailable } from './postgres/connection-errors';
export { eventStoreMigrations } from './postgres/migrations';
export {
  postgresEventStore,
  type PostgresEventStoreOptions,
  type StoreObserver,
} from './postgres/postgres-event-store';
export { checked, eventRegistry, type EventRegistry } from './registry';
export {
  commandRunner,
  Contention,
  type CommandOrigin,
  type CommandRunner,
  type Decider,
  type Deciding,
  eventIds,
  type Receipt,
} from './run-command';
