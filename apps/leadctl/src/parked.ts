import { StartupError } from '@tasuki/platform';
import {
  listDiscarded,
  listParked,
  NotParked,
  parking,
  type Parking,
  readModels,
} from '@tasuki/read-models';
import { registry, type Runtime } from '@tasuki/runtime';
import { type Command } from 'commander';
import { userInfo } from 'node:os';
import { connect } from './connect';
import { discardedLines, parkedLines, parkedStory, retriedLine } from './parked/tell-parked';
import { matching } from './usage';

/** Streams that a read model could not apply: look, try again, or leave the event out for ever. */
export function addParked(program: Command): void {
  const parked = program
    .command('parked')
    .description('streams of which a read model could not apply an event');

  parked
    .command('list')
    .description('all of them, in the order of the log')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: boolean }) =>
      withTasuki(async ({ pool }) => {
        const all = await listParked(pool);
        return json ? `${JSON.stringify(all, null, 2)}\n` : parkedLines(all);
      }),
    );

  parked
    .command('show')
    .description('why one is parked, and what waits behind it')
    .argument('<read-model>', 'as the list names it')
    .argument('<stream>', 'as the list names it')
    .action((target: string, stream: string) =>
      withTasuki(async ({ pool, log }) => {
        const [one] = await listParked(pool, { target, stream });
        if (one === undefined) throw new NotParked(target, stream);
        return parkedStory(one, await log.readStream(stream, one.version));
      }),
    );

  parked
    .command('retry')
    .description('try again what is parked, after the cause was mended')
    .argument('[read-model]', 'as the list names it')
    .argument('[stream]', 'as the list names it')
    .option('--all', 'everything that is parked')
    .action((target: string | undefined, stream: string | undefined, { all }: { all?: boolean }) =>
      withTasuki(async (tasuki) => {
        const wanted = all
          ? await listParked(tasuki.pool)
          : [{ target: named(target), stream: named(stream) }];
        const lines: string[] = [];
        for (const one of wanted) {
          const result = await parkingOf(tasuki).retry(one.target, one.stream);
          lines.push(retriedLine(one, result));
          if (result.parked) process.exitCode = 1;
        }
        return lines.length === 0 ? 'Nothing is parked.\n' : lines.join('');
      }),
    );

  parked
    .command('discard')
    .description('leave out the event that cannot be applied, in rebuilds too, and go on behind it')
    .argument('<read-model>', 'as the list names it')
    .argument('<stream>', 'as the list names it')
    .requiredOption('--reason <reason>', 'why; it is kept', matching(/^.*\S.*$/, 'a text'))
    .action((target: string, stream: string, { reason }: { reason: string }) =>
      withTasuki(async (tasuki) => {
        const by = `leadctl:${userInfo().username}`;
        const result = await parkingOf(tasuki).discard(target, stream, reason, by);
        if (result.parked) process.exitCode = 1;
        return retriedLine({ target, stream }, result);
      }),
    );

  parked
    .command('discarded')
    .description('what was left out for ever, who decided so, and why')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: boolean }) =>
      withTasuki(async ({ pool }) => {
        const all = await listDiscarded(pool);
        return json ? `${JSON.stringify(all, null, 2)}\n` : discardedLines(all);
      }),
    );
}

function parkingOf({ pool, log }: Runtime): Parking {
  return parking({ pool, log, registry, readModels });
}

function named(argument: string | undefined): string {
  if (argument !== undefined) return argument;
  throw new StartupError('Name the read model and the stream, or say --all.');
}

async function withTasuki(work: (tasuki: Runtime) => Promise<string>): Promise<void> {
  const tasuki = await connect();
  try {
    process.stdout.write(await work(tasuki));
  } catch (error) {
    throw error instanceof NotParked ? new StartupError(`${error.message}.`) : error;
  } finally {
    await tasuki.close();
  }
}
