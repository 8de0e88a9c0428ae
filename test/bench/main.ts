import { runMain, StartupError, stopSignal } from '@tasuki/platform';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { append } from './append';
import { appendProcesses } from './append-processes';
import { catchUp } from './catch-up';
import { deadlines } from './deadlines';
import { factToQueue } from './fact-to-queue';
import { http } from './http';
import { lists } from './lists';
import { outage } from './outage';
import { rebuild } from './rebuild';
import { runCommand } from './run-command';
import { start } from './start';
import { stream } from './stream';
import { runRace, type RaceResult, type SingleFigure } from './support/benchmark';
import { startServer } from './support/databases';
import { describeMachine } from './support/machine';
import { figureText, machineLine, raceText } from './support/report';

const all = [
  ...[append, appendProcesses, runCommand, catchUp, http, lists, deadlines, start],
  ...[stream, factToQueue, outage, rebuild],
];

/**
 * `npm run bench -- [--only <name>] [--full] [--json <file>]`: measures Tasuki beside other ways of doing
 * the same, all in this one run on one server. Goals are reported, never asserted.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, json: { type: 'string' }, full: { type: 'boolean' } },
  });
  const chosen = all.filter(({ name, isLong }) =>
    values.only === undefined ? !isLong || values.full : values.only === name,
  );
  if (chosen.length === 0) {
    throw new StartupError(
      `no benchmark ${values.only}; there are ${all.map((b) => b.name).join(', ')}`,
    );
  }

  const server = await startServer();
  const results: RaceResult[] = [];
  const figures: SingleFigure[] = [];
  const work = async () => {
    const machine = describeMachine(server.version);
    console.log(machineLine(machine));
    for (const benchmark of chosen) {
      console.log(`\n# ${benchmark.name}: ${benchmark.about}`);
      const race = async (wanted: Parameters<typeof runRace>[0]) => {
        const result = await runRace(wanted);
        results.push(result);
        console.log(`\n${raceText(result)}`);
      };
      const tell = (figure: SingleFigure) => {
        figures.push(figure);
        console.log(figureText(figure));
      };
      await benchmark.run(server, race, tell);
    }
    if (values.json !== undefined) {
      await writeFile(
        values.json,
        `${JSON.stringify({ machine, races: results, figures }, null, 2)}\n`,
      );
    }
  };
  // What is still open when it ends early loses its server, and says so where nobody listens.
  const endEarly = (exitCode: number) => {
    process.exitCode = exitCode;
    process.on('uncaughtException', () => undefined);
  };
  try {
    await Promise.race([work(), stopSignal().then(() => endEarly(130))]);
  } catch (error) {
    console.error(error);
    endEarly(1);
  } finally {
    await server.stop();
  }
  process.exit();
}

runMain(main);
