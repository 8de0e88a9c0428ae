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
import { assignmentTurnMigrations, type PeopleFile, peopleFile } from '@tasuki/people';
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
  SettingsUnreadable,
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
import { notificationMigrations } from '@tasuki/notifications';
import { inboxMigrations } from '@tasuki/streaming';
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
  readonly personalData: PersonalData;
  readonly definitions: Definitions;
  readonly calendars: CalendarBook;
  readonly calendarService: CalendarService;
  readonly leads: LeadService;
  /** Who leads are assigned to, and by which rules. */
  readonly peopleFile: PeopleFile;
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
  assignmentTurnMigrations,
  inboxMigrations,
  notificationMigrations,
];

/** Every event type of every aggregate; what is not here cannot be written or read. */
export const registry = eventRegistry(leadEvents, identityEvents, calendarEvents);

/**
 * Connects, brings the database up to date, and puts the parts together.
 * @throws StartupError when the database cannot be reached or does not let us in, and when the file of
 * people cannot be read
 */
export async function openRuntime(
  config: Pick<
    Config,
    'DATABASE_URL' | 'TASUKI_MASTER_KEY_FILE' | 'DATABASE_POOL' | 'TASUKI_PEOPLE_FILE'
  >,
  logger: Logger,
  clock: Clock = systemClock,
): Promise<Runtime> {
  const people = await openPeopleFile(config.TASUKI_PEOPLE_FILE);
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
  const keys = personalData(pool, masterKeysFile(config.TASUKI_MASTER_KEY_FILE));
  const definitions = builtInOnly;
  const calendars = calendarBook(store);
  const observed = observedCommands(metrics, logger);
  const leads = observed.leads(leadService(store, keys, definitions, calendars, clock));
  addGauges(metrics, { pool, log, clock });
  const checks = health();
  addHealthChecks(checks, { pool, log, people });
  return {
    pool,
    store,
    log,
    personalData: keys,
    definitions,
    calendars,
    calendarService: observed.calendars(calendarService(store, clock, calendars)),
    leads,
    peopleFile: people,
    clock,
    logger,
    health: checks,
    metrics,
    close,
  };
}

/** What cannot be read at the start is told there; a later edit by a warning. */
async function openPeopleFile(path: string | undefined): Promise<PeopleFile> {
  const file = peopleFile(path);
  await file.read().catch((error: unknown) => {
    if (!(error instanceof SettingsUnreadable)) throw error;
    throw new StartupError(`The file of people cannot be read: ${error.message}.`);
  });
  return file;
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
