import { stopSignal, systemClock } from '@tasuki/platform';
import { type Runtime } from '@tasuki/runtime';
import { type Command } from 'commander';
import { rm } from 'node:fs/promises';
import { connect } from './connect';
import { openReport } from './import/report';
import { openProgress, reportOf } from './import/resume';
import { runImport } from './import/run-import';
import { type Meter, showProgress } from './import/show-progress';
import { openSources, type Sources } from './import/sources';
import { warningsOf } from './import/summary';
import { type Outcome, tellOutcome } from './import/tell-outcome';
import { wholeNumber } from './usage';

interface Options {
  readonly map: string;
  readonly report?: string;
  readonly dryRun?: boolean;
  readonly strict?: boolean;
  readonly concurrency: number;
}

export function addImport(program: Command): void {
  program
    .command('import')
    .description('import past leads from a CSV file; may be interrupted and run again')
    .argument('<file>', 'the CSV file; its first line names the columns')
    .requiredOption('--map <mapping>', 'how its columns become leads (YAML)')
    .option('--report <file>', 'for rejected rows and warnings (default: <file>.rejected.csv)')
    .option('--dry-run', 'check the mapping and every row; write no lead')
    .option('--strict', 'exit with 1 when a row was rejected')
    .option('--concurrency <n>', 'rows under way at once', wholeNumber(1, 2000), 512)
    .action(async (file: string, options: Options) => {
      const meter: Meter = { totalBytes: 0, bytes: 0, rows: 0 };
      const sources = await openSources(file, options.map, (bytes) => {
        meter.bytes += bytes;
      });
      meter.totalBytes = sources.bytes;
      const tasuki = options.dryRun ? undefined : await connect();
      try {
        const outcome = await importInto(tasuki, sources, options, meter);
        process.stdout.write(tellOutcome(outcome));
        if (outcome.wasStopped) process.exitCode = 130;
        else if (options.strict && outcome.summary.rejected > 0) process.exitCode = 1;
      } finally {
        await tasuki?.close();
      }
    });
}

async function importInto(
  tasuki: Runtime | undefined,
  sources: Sources,
  options: Options,
  meter: Meter,
): Promise<Outcome> {
  const reportPath = options.report ?? reportOf(sources.path);
  const { progress, before } = tasuki
    ? await openProgress(sources, options.report, tasuki)
    : { progress: undefined, before: undefined };
  const report = await openReport(reportPath, before?.reportLength);
  const stopped = new AbortController();
  void stopSignal().then(() => stopped.abort());
  const started = performance.now();
  const hide = showProgress(meter);
  try {
    const summary = await runImport({
      ...sources,
      report,
      clock: systemClock,
      concurrency: options.concurrency,
      before,
      target: tasuki && { leads: tasuki.leads, progress: progress! },
      signal: stopped.signal,
      onRow: () => {
        meter.rows += 1;
      },
    });
    const isClean = summary.rejected + warningsOf(summary) === 0;
    if (isClean) await rm(reportPath, { force: true });
    return {
      sources,
      summary,
      before,
      isDryRun: tasuki === undefined,
      wasStopped: stopped.signal.aborted,
      rowsNow: meter.rows,
      seconds: (performance.now() - started) / 1000,
      report: isClean ? undefined : reportPath,
    };
  } finally {
    hide();
    await report.close();
  }
}
