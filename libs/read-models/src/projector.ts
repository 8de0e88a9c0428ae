import { isUnavailable, StoreUnavailable } from '@tasuki/event-store';
import { type Leases, pause } from '@tasuki/platform';
import { pruneChanges } from './change-log.postgres';
import { buildTables, followLog, type PassOptions, type Task } from './passes';
import { type ReadModel } from './read-model';
import { listTargets, registerTargets, type Target } from './targets.postgres';

export interface ProjectorOptions extends PassOptions {
  readonly readModels: readonly ReadModel[];
  readonly leases: Leases;
  /** How often leases are prolonged and requests looked for; 1,000 ms when left out. */
  readonly tickMs?: number;
}

/** Keeps read models: one active process for each of them, the others stand by. */
export interface Projector {
  /** Why something does not move at present; `undefined` while all does. */
  readonly failure: Error | undefined;
  /** Works until the signal fires; what it is doing then is finished first. */
  run(signal: AbortSignal): Promise<void>;
}

/** One that was asked for anew is another one, though it bears the same name. */
type Planned = Task & Pick<Target, 'state' | 'startedAt'>;

interface Plan {
  readonly live: readonly Planned[];
  readonly building: readonly Planned[];
}

const retryMs = 1_000;
/** Whoever was away for longer gets the whole queue again. */
const keepChangesMs = 30 * 60_000;
const pruneEveryMs = 5 * 60_000;

export function projector(options: ProjectorOptions): Projector {
  const { pool, readModels, leases, logger, tickMs = 1_000 } = options;
  const failures = new Map<string, Error>();
  let wake = new AbortController();
  let pruneAt = performance.now() + pruneEveryMs;

  /** What is there to do for this process, as leases and the table of targets say. */
  async function plan(): Promise<Plan> {
    const targets = await listTargets(pool);
    const ours = targets.flatMap((target) => taskOf(target, readModels));
    const held = await leases.hold(ours.map(({ table }) => table));
    const tasks = ours.filter(({ table }) => held.has(table));
    return {
      live: tasks.filter(({ state }) => state === 'live'),
      building: tasks.filter(({ state }) => state === 'building'),
    };
  }

  /** Repeats a pass that fails, until it is over or no longer wanted. */
  async function persist(name: string, signal: AbortSignal, pass: () => Promise<void>) {
    while (!signal.aborted) {
      try {
        await pass();
        failures.delete(name);
        return;
      } catch (error) {
        failures.set(name, error as Error);
        if (isAway(error)) logger.warn({ pass: name }, 'the database is away; waiting');
        else logger.error({ pass: name, err: error }, 'read models cannot go on');
        await pause(retryMs, signal);
      }
    }
    failures.delete(name);
  }

  function start({ live, building }: Plan): { stop(): Promise<void> } {
    const stopping = new AbortController();
    const { signal } = stopping;
    const passes: Promise<void>[] = [];
    const apart = new Set<string>();
    const withOthers = (tasks: readonly Planned[]) =>
      tasks.filter(({ table }) => !apart.has(table));
    const built = () => wake.abort();

    /** One that cannot go on tries by itself, and holds up nobody. */
    function setApart(task: Task, error: unknown): void {
      const { table } = task;
      failures.set(table, error as Error);
      logger.error({ readModel: table, err: error }, 'a read model cannot go on with the others');
      apart.add(table);
      const isLive = live.some((one) => one.table === table);
      const moved = () => void failures.delete(table);
      passes.push(
        persist(table, signal, async () => {
          await pause(retryMs, signal);
          if (isLive) await followLog(options, [task], signal, moved);
          else await buildTables(options, [task], signal, built);
        }),
      );
    }

    if (live.length > 0) {
      const moved = () => void failures.delete('live');
      const follow = () => followLog(options, withOthers(live), signal, moved, setApart);
      passes.push(persist('live', signal, follow));
    }
    if (building.length > 0) {
      const build = () => buildTables(options, withOthers(building), signal, built, setApart);
      passes.push(persist('building', signal, build));
    }
    return {
      async stop() {
        stopping.abort();
        await Promise.all(passes);
      },
    };
  }

  async function prune(): Promise<void> {
    if (performance.now() < pruneAt) return;
    pruneAt = performance.now() + pruneEveryMs;
    await pruneChanges(pool, keepChangesMs).catch((error: unknown) => {
      logger.warn({ err: error }, 'old changes could not be forgotten; the next time they are');
    });
  }

  return {
    get failure() {
      return [...failures.values()][0];
    },
    async run(signal) {
      let current: { readonly key: string; stop(): Promise<void> } | undefined;
      let registered = false;
      while (!signal.aborted) {
        wake = new AbortController();
        await persist('plan', signal, async () => {
          if (!registered) await registerTargets(pool, readModels);
          registered = true;
          const wanted = await plan();
          const key = JSON.stringify([names(wanted.live), names(wanted.building)]);
          if (key === current?.key) return;
          await current?.stop();
          current = { key, ...start(wanted) };
        });
        await prune();
        await pause(tickMs, AbortSignal.any([signal, wake.signal]));
      }
      await current?.stop();
      await leases.release().catch((error: unknown) => {
        logger.warn({ err: error }, 'leases could not be given up; they run out by themselves');
      });
    },
  };
}

function taskOf(
  { target, projection, version, state, startedAt }: Target,
  readModels: readonly ReadModel[],
): readonly Planned[] {
  const readModel = readModels.find((one) => one.name === projection && one.version === version);
  return readModel === undefined ? [] : [{ readModel, table: target, state, startedAt }];
}

function names(tasks: readonly Planned[]): readonly string[] {
  return tasks.map(({ table, startedAt }) => `${table} of ${startedAt}`);
}

function isAway(error: unknown): boolean {
  return error instanceof StoreUnavailable || isUnavailable(error);
}
