import { type Command } from 'commander';
import { connect } from './connect';

export function addMasterKey(program: Command): void {
  program
    .command('master-key')
    .description('the key that wraps all other keys')
    .command('rotate')
    .description('replace it, and wrap every key anew')
    .action(async () => {
      const tasuki = await connect();
      try {
        const count = await tasuki.personalData.rotateMasterKey();
        process.stdout.write(
          `The master key was replaced; ${count} ${count === 1 ? 'key was' : 'keys were'} wrapped anew.\n`,
        );
      } finally {
        await tasuki.close();
      }
    });
}
