import { builtInCalendarsOnly } from '@tasuki/calendar';
import { builtInOnly } from '@tasuki/definition';
import {
  checked,
  commandRunner,
  type Decider,
  type Deciding,
  eventIds,
  eventRegistry,
  type EventStore,
  eventStoreMigrations,
  postgresEventStore,
} from '@tasuki/event-store';
import {
  decide,
  evolve,
  initial,
  type Lead,
  type LeadCommand,
  type LeadContext,
  type LeadEvent,
  leadEvents,
} from '@tasuki/lead';
import {
  derivedId,
  migrate,
  postgresPool,
  randomId,
  silentLogger,
  systemClock,
} from '@tasuki/platform';
import { CommandHandler } from '@event-driven-io/emmett';
import { type PostgresEventStore } from '@event-driven-io/emmett-postgresql';
import { type Benchmark } from './support/benchmark';
import { asEmmett, emmettEvolve, forEmmett, openEmmett } from './support/emmett';
import { forEach } from './support/in-flight';
import { enveloped, leadOfTwenty, seeded } from './support/lead-story';

const leads = 8_000;
const commandsPerRound = 4_000;
const rounds = 5;
const inFlight = 64;

export const runCommand: Benchmark = {
  name: 'run-command',
  about: 'load a lead of 20 events, fold, decide, append one event at the version read',
  async run(servers, race) {
    const [tasuki, other] = ['bench_tasuki', 'bench_emmett'] as const;
    const connectionString = await servers.createDatabase(tasuki);
    const pool = postgresPool({ connectionString, logger: silentLogger });
    await migrate(pool, eventStoreMigrations);
    const store = checked(
      postgresEventStore({ pool, connectionString }),
      eventRegistry(leadEvents),
    );
    const emmett = await openEmmett(await servers.createDatabase(other));
    const streams = await seed(store, emmett);
    await pool.query('vacuum analyze events');

    const turns = [turnsOver(streams), turnsOver(streams)] as const;
    const [ours, theirs] = [tasukiCommands(store), emmettCommands(emmett)];
    await race({
      title: `runCommand, RecordActivity, ${inFlight} in flight`,
      unit: 'commands/s',
      rounds,
      contenders: [
        { name: 'tasuki', round: () => forEach(turns[0](), inFlight, ours) },
        { name: 'Emmett', round: () => asEmmett(() => forEach(turns[1](), inFlight, theirs)) },
      ],
      goals: [
        { atLeast: 3, of: 'Emmett' },
        { atLeast: 5, of: 'Emmett' },
      ],
    });

    await store.close();
    await pool.end();
    await emmett.close();
    for (const name of [tasuki, other]) await servers.dropDatabase(name);
  },
};

const command: LeadCommand = {
  type: 'RecordActivity',
  activityType: 'document_downloaded',
  asset: 'Guide to handoffs 2026',
  source: 'web',
};
const actor = { subject: 'aiko.tanaka@tasuki.example', department: 'marketing' };

/** As the lead service does it, but for the personal data layer, which Emmett has nothing like. */
function tasukiCommands(store: EventStore) {
  const decider: Decider<LeadCommand, Lead, LeadEvent, LeadContext> = {
    initial,
    evolve,
    decide,
    events: leadEvents,
  };
  const runner = commandRunner(store, systemClock);
  return (stream: string) => {
    const id = randomId();
    const origin = { id, actor, correlationId: id, causationId: null };
    return runner.run(decider, stream, command, origin, contextFor);
  };
}

function emmettCommands(store: PostgresEventStore) {
  const handle = CommandHandler({ evolve: emmettEvolve, initialState: () => initial });
  return (stream: string) =>
    handle(store, stream, (lead) => {
      const eventId = eventIds(stream, randomId());
      const context = contextFor({ now: systemClock.now(), eventId });
      return decide(command, lead, context).map((event) => forEmmett(enveloped(event)));
    });
}

function contextFor({ now, eventId }: Pick<Deciding<Lead>, 'now' | 'eventId'>): LeadContext {
  return {
    now,
    definitions: builtInOnly,
    calendars: builtInCalendarsOnly,
    eventId,
    slaId: (policy, startedBy) => derivedId('sla', policy, startedBy),
  };
}

/** The same leads with the same events on both sides. */
async function seed(store: EventStore, emmett: PostgresEventStore): Promise<string[]> {
  const random = seeded(1);
  const stories = Array.from({ length: leads }, () => ({
    stream: `lead-${randomId()}`,
    events: leadOfTwenty(random).map(enveloped),
  }));
  await forEach(stories, 500, ({ stream, events }) => store.append(stream, events, 'none'));
  await forEach(stories, inFlight, ({ stream, events }) =>
    emmett.appendToStream(stream, events.map(forEmmett)),
  );
  return stories.map(({ stream }) => stream);
}

/** Each round another choice of leads in random order, none twice: nobody has to try again. */
function turnsOver(streams: readonly string[]): () => string[] {
  const random = seeded(2);
  return () => {
    const drawn = streams.map((stream) => ({ stream, at: random() }));
    drawn.sort((a, b) => a.at - b.at);
    return drawn.slice(0, commandsPerRound).map(({ stream }) => stream);
  };
}
