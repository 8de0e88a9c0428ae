import { basename } from 'node:path';
import { type Progress } from './progress';
import { type Sources } from './sources';
import { type Summary, summaryLines, withCommas } from './summary';

export interface Outcome {
  readonly sources: Pick<Sources, 'path' | 'joins'>;
  readonly summary: Summary;
  readonly before: Progress | undefined;
  readonly isDryRun: boolean;
  readonly wasStopped: boolean;
  /** Handled in this run; the summary also counts those of a run that was interrupted. */
  readonly rowsNow: number;
  readonly seconds: number;
  /** Where the notes are, if there are any. */
  readonly report: string | undefined;
}

/** What the person at the terminal is told at the end. */
export function tellOutcome(outcome: Outcome): string {
  const { sources, summary, before, isDryRun, wasStopped, rowsNow, seconds, report } = outcome;
  const speed = withCommas(rowsNow / Math.max(seconds, 0.001));
  const verb = isDryRun ? 'Checked' : wasStopped ? 'Stopped importing' : 'Imported';
  const unit = isDryRun ? 'rows' : 'leads';
  const joined = sources.joins.map(
    (file) =>
      `  joined ${basename(file.path)}: ${withCommas(file.rows)} rows, ${withCommas(file.found())} of their keys found`,
  );
  return [
    `${verb} ${basename(sources.path)} in ${seconds.toFixed(1)} s (${speed} ${unit}/s)`,
    ...(before
      ? [`  went on after line ${before.line}, where an earlier run was interrupted`]
      : []),
    '',
    ...summaryLines(summary, isDryRun),
    ...(joined.length > 0 ? ['', ...joined] : []),
    ...(report ? ['', `  rejected rows and warnings: ${report}`] : []),
    ...(wasStopped ? ['', '  Run the same command again to go on.'] : []),
    '',
  ].join('\n');
}
