import { calendarEvents } from '@tasuki/calendar';
import { builtInOnly, type Definitions } from '@tasuki/definition';
import {
  checked,
  checkpointMigrations,
  eventRegistry,
  type EventStore,
  eventStoreMigrations,
  isUnavailable,
} from '@tasuki/event-store';
import { identityEvents, leadEvents } from '@tasuki/lead';
import {
  type CalendarBook,
  calendarBook,
  calendarService,
  type CalendarService,
  leadService,
  type LeadService,
} from '@tasuki/lead-service';
import {
  masterKeysFile,
  type PersonalData,
  personalData,
  personalDataMigrations,
} from '@tasuki/personal-data';
import {
  type Clock,
  codeOf,
  type Config,
  createMetrics,
  type Health,
  health,
  leaseMigrations,
  type Logger,
  type Metrics,
  migrate,
  reasonOf,
  type SqlMigrations,
  StartupError,
  systemClock,
  ticketMigrations,
} from '@tasuki/platform';
import {
  changeLogMigrations,
  parkingMigrations,
  slaClaimMigrations,
  targetMigrations,
} from '@tasuki/read-models';
import { type Pool } from 'pg';
import { addGauges, countingObserver } from './gauges';
import { addHealthChecks } from './health-checks';
import { observedCommands } from './observed-commands';
import { openLog } from './open-log';

/** What every process of Tasuki is made of, opened once and handed to its modules. */
export interface Runtime {
  readonly pool: Pool;
  /** The log, every event checked by the registry. */
  readonly store: EventStore;
  /** The log as stored, for whoever deals with unreadable events himself. */
  readonly log: EventStore;
  readonly people: PersonalData;
  readonly definitions: Definitions;
  readonly calendars: CalendarBook;
  readonly calendarService: CalendarService;
  readonly leads: LeadService;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly close: () => Promise<void>;
}

/** Everything that the database of an installation is made of. */
export const migrations: readonly SqlMigrations[] = [
  eventStoreMigrations,
  personalDataMigrations,
  checkpointMigrations,
  leaseMigrations,
  parkingMigrations,
  targetMigrations,
  slaClaimMigrations,
  changeLogMigrations,
  ticketMigrations,
];

/** Every event type of every aggregate; what is not here cannot be written or read. */
export const registry = eventRegistry(leadEvents, identityEvents, calendarEvents);

/**
 * Connects, brings the database up to date, and puts the parts together.
 * @throws StartupError when the database cannot be reached or does not let us in
 */
export async function openRuntime(
  config: Pick<Config, 'DATABASE_URL' | 'TASUKI_MASTER_KEY_FILE' | 'DATABASE_POOL'>,
  logger: Logger,
  clock: Clock = systemClock,
): Promise<Runtime> {
  const metrics = createMetrics();
  const { pool, log, close } = openLog(config, logger, countingObserver(metrics));
  const applied = await migrate(pool, ...migrations).catch(async (error: unknown) => {
    await close();
    throw isAway(error) ? unreachable(error) : error;
  });
  if (applied.length > 0) {
    logger.info({ migrations: applied }, 'the database was brought up to date');
  }

  const store = checked(log, registry);
  const people = personalData(pool, masterKeysFile(config.TASUKI_MASTER_KEY_FILE));
  const definitions = builtInOnly;
  const calendars = calendarBook(store);
  const observed = observedCommands(metrics, logger);
  const leads = observed.leads(leadService(store, people, definitions, calendars, clock));
  addGauges(metrics, { pool, log, clock });
  const checks = health();
  addHealthChecks(checks, { pool, log });
  return {
    pool,
    store,
    log,
    people,
    definitions,
    calendars,
    calendarService: observed.calendars(calendarService(store, clock, calendars)),
    leads,
    clock,
    logger,
    health: checks,
    metrics,
    close,
  };
}

/** SQLSTATE classes 28 (not let in) and 3D (no such database), or a database that is away. */
function isAway(error: unknown): boolean {
  return isUnavailable(error) || /^(28|3D)/.test(codeOf(error) ?? '');
}

function unreachable(error: unknown): StartupError {
  return new StartupError(
    `The database that DATABASE_URL names cannot be used (${reasonOf(error)}); start it, or set DATABASE_URL right.`,
    { cause: error },
  );
}
