import { pause, StartupError, stopSignal } from '@tasuki/platform';
import {
  cancelRebuild,
  listTargets,
  type ReadModel,
  readModels,
  requestRebuild,
  type Target,
} from '@tasuki/read-models';
import { type Runtime } from '@tasuki/runtime';
import { type Command } from 'commander';
import { connect } from './connect';
import { showRebuild } from './rebuild/show-rebuild';

interface Options {
  readonly all?: boolean;
  readonly acceptParked?: boolean;
  readonly cancel?: boolean;
}

const lookEveryMs = 200;

/**
 * Read models are built again beside the present ones by whoever keeps them; this only asks for it
 * and watches. Ended and called again, it watches on: nothing begins anew.
 */
export function addRebuild(program: Command): void {
  program
    .command('rebuild')
    .description('build a read model again from the log; the present one serves until it is done')
    .argument('[read-model]', `one of ${readModels.map(({ name }) => name).join(', ')}`)
    .option('--all', 'every read model')
    .option(
      '--accept-parked',
      'let it take over although it parked what the present one has applied',
    )
    .option('--cancel', 'give up a rebuild that is under way; the present one stays')
    .action(async (name: string | undefined, { all, acceptParked, cancel }: Options) => {
      const wanted = all ? readModels : [namedModel(name)];
      const tasuki = await connect();
      try {
        if (cancel) {
          for (const model of wanted) await cancelRebuild(tasuki.pool, model);
          process.stdout.write('No rebuild is under way any more.\n');
          return;
        }
        const options = { accept: acceptParked === true };
        const targets: string[] = [];
        for (const model of wanted) {
          targets.push(await requestRebuild(tasuki.pool, model, options));
        }
        process.exitCode = await watch(tasuki, wanted, new Set(targets));
      } finally {
        await tasuki.close();
      }
    });
}

/** @returns the exit code: 1 when one is blocked, 130 when the watching was ended */
async function watch(
  { pool, log }: Runtime,
  wanted: readonly ReadModel[],
  names: ReadonlySet<string>,
): Promise<number> {
  const stopping = new AbortController();
  void stopSignal().then(() => stopping.abort());
  const show = showRebuild();
  for (;;) {
    const building = (await listTargets(pool)).filter(
      ({ target, state }) => names.has(target) && state === 'building',
    );
    show.update(building, await log.head());
    if (building.length === 0) {
      show.end(`${wanted.map(({ name }) => name).join(', ')}: built anew.`);
      return 0;
    }
    if (building.every(({ blocked }) => blocked !== null)) {
      show.end(building.map(blockedSentence).join('\n'));
      return 1;
    }
    if (stopping.signal.aborted) {
      show.end('The building goes on; the same command watches it again.');
      return 130;
    }
    await pause(lookEveryMs, stopping.signal);
  }
}

function blockedSentence({ target, blocked }: Target): string {
  return `${target} does not take over: ${blocked}. See leadctl parked list; retry, discard, or say --accept-parked.`;
}

function namedModel(name: string | undefined): ReadModel {
  const found = readModels.find((model) => model.name === name);
  if (found !== undefined) return found;
  const names = readModels.map((model) => model.name).join(', ');
  throw new StartupError(`Name one of ${names}, or say --all.`);
}
