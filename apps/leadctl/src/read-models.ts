import { StartupError } from '@tasuki/platform';
import {
  dropTarget,
  listParked,
  listTargets,
  NotDropped,
  readModels,
  type Target,
} from '@tasuki/read-models';
import { type Command } from 'commander';
import { connect } from './connect';

/** What stands beside what in the database: versions of read models, live or being built. */
export function addReadModels(program: Command): void {
  const command = program
    .command('read-models')
    .description('the tables that read models are kept in');

  command
    .command('list')
    .description('each with its state, how far behind it is, and what it cannot apply')
    .action(async () => {
      const { pool, log, close } = await connect();
      try {
        const [targets, parked, head] = await Promise.all([
          listTargets(pool),
          listParked(pool),
          log.head(),
        ]);
        for (const target of targets) {
          const stuck = parked.filter((one) => one.target === target.target).length;
          process.stdout.write(targetLine(target, Number(head), stuck));
        }
      } finally {
        await close();
      }
    });

  command
    .command('drop')
    .description('drop the table of a former version that nobody keeps any more')
    .argument('<target>', 'as the list names it')
    .action(async (target: string) => {
      const { pool, close } = await connect();
      try {
        await dropTarget(pool, readModels, target);
        process.stdout.write(`${target} was dropped.\n`);
      } catch (error) {
        throw error instanceof NotDropped ? new StartupError(`${error.message}.`) : error;
      } finally {
        await close();
      }
    });
}

function targetLine(
  { target, state, position, blocked }: Target,
  head: number,
  parked: number,
): string {
  const behind = `${(head - Number(position ?? 0)).toLocaleString('en')} behind`;
  const isOurs = readModels.some(({ table }) => target.startsWith(table));
  const remarks = [
    parked > 0 && `${parked} parked`,
    blocked,
    !isOurs && 'of another release',
  ].filter(Boolean);
  return `${target.padEnd(28)}${state.padEnd(10)}${[behind, ...remarks].join('; ')}\n`;
}
