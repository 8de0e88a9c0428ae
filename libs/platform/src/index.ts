export { isDepartment, isRole, roles, type Principal, type Role } from './auth/roles';
export {
  InvalidToken,
  KeysUnavailable,
  newSigningKey,
  signToken,
  tokenVerifier,
  type SigningKey,
  type TokenRequest,
  type VerifyToken,
} from './auth/tokens';
export {
  postgresTickets,
  ticketMigrations,
  type Ticket,
  type Tickets,
} from './auth/tickets.postgres';
export { settableClock, systemClock, type Clock, type SettableClock } from './clock';
export { Config, HttpConfig, readConfig, WorkerConfig } from './config';
export { ConsumerConfig, KafkaConfig, RelayConfig } from './kafka-config';
export {
  findEmbeddedPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from './embedded-postgres/embedded-postgres';
export { isEmailAddress } from './email-address';
export { makeFolder } from './embedded-postgres/files';
export { gather, type GatherOptions, type Settled } from './gather';
export { health, type Health, type HealthReport } from './health';
export { cursorOf, type CursorKind, readCursor } from './cursor';
export { contentHash } from './content-hash';
export { derivedId, randomId } from './ids';
export {
  clearLeases,
  leaseMigrations,
  postgresLeases,
  type LeaseOptions,
  type Leases,
  whileHeld,
} from './leases.postgres';
export { createLogger, silentLogger, type Logger } from './logger';
export { assertNode, runMain, stopSignal } from './main';
export { createMetrics, type Metrics, type Reading } from './metrics';
export { compareMigrations, migrate, type SqlMigrations } from './migrate.postgres';
export { pause } from './pause';
export { recordIn, settingsReaders, shownPlain } from './settings-file/readers';
export { settingsFile, type SettingsFile } from './settings-file/settings-file';
export { SettingsUnreadable, wrongField } from './settings-file/settings-unreadable';
export { postgresPool, withClient, type PoolOptions } from './pool.postgres';
export { codeOf, reasonOf, StartupError } from './startup-error';
export { writePrivateFile } from './private-file';
