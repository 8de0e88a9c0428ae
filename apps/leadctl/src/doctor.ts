import { Config, silentLogger, systemClock } from '@tasuki/platform';
import { readModels } from '@tasuki/read-models';
import { migrations, openLog, registry } from '@tasuki/runtime';
import { type Command } from 'commander';
import { installation } from './connect';
import { clocks, configuration, upToDate, versions } from './doctor/environment';
import { type Check, examine, findingLine } from './doctor/examination';
import { type Sample, wholeLog } from './doctor/log';
import { deadLetterCheck, lag, parkedStreams, sampled } from './doctor/read-models';
import { wholeNumber } from './usage';

/** Looks at an installation and changes nothing, not even to bring its database up to date. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check configuration, database, log and read models; changes nothing')
    .option('--sample <n>', 'leads whose rows are compared', wholeNumber(0, 100_000), 200)
    .action(async ({ sample: size }: { sample: number }) => {
      const config = await installation(Config);
      const { pool, log, close } = openLog(config, silentLogger);
      const sample: Sample = { leads: [], calendars: [] };
      const environment: readonly Check[] = [
        configuration(config),
        versions(pool),
        clocks(pool, systemClock),
        upToDate(pool, migrations),
      ];
      const contents: readonly Check[] = [
        lag(pool, log, readModels),
        parkedStreams(pool),
        deadLetterCheck(pool),
        wholeLog(log, registry, sample, size),
        sampled({ pool, log, registry }, readModels, sample),
      ];
      try {
        const isSound = await tell(environment);
        if (!isSound || !(await tell(contents))) process.exitCode = 1;
      } finally {
        await close();
      }
    });
}

/** @returns false when one has failed */
async function tell(checks: readonly Check[]): Promise<boolean> {
  let isSound = true;
  for await (const finding of examine(checks)) {
    process.stdout.write(findingLine(finding));
    if (finding.state === 'failed') isSound = false;
  }
  return isSound;
}
