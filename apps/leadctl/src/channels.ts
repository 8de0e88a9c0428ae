import { closedChannels, reopenChannel } from '@tasuki/notifications';
import { StartupError } from '@tasuki/platform';
import { type Command } from 'commander';
import { connect } from './connect';

/** Channels of notifications that were closed since nobody listened there any more. */
export function addChannels(program: Command): void {
  const channels = program
    .command('channels')
    .description('channels of notifications that are closed');

  channels
    .command('list')
    .description('which were closed, when and why')
    .action(() =>
      withPool(async (pool) => {
        const closed = await closedChannels(pool);
        if (closed.length === 0) return 'No channel is closed.\n';
        return closed
          .map(({ channel, closedAt, reason }) => `${channel}  closed ${closedAt}: ${reason}\n`)
          .join('');
      }),
    );

  channels
    .command('open')
    .description(
      'use a closed channel again; what waits for it is sent by itself, what has failed is redelivered one by one',
    )
    .argument('<channel>', 'as the list names it')
    .action((channel: string) =>
      withPool(async (pool) => {
        if (!(await reopenChannel(pool, channel))) {
          throw new StartupError(`${channel} is not closed.`);
        }
        return `${channel} is open.\n`;
      }),
    );
}

async function withPool(
  work: (pool: Awaited<ReturnType<typeof connect>>['pool']) => Promise<string>,
): Promise<void> {
  const { pool, close } = await connect();
  try {
    process.stdout.write(await work(pool));
  } finally {
    await close();
  }
}
