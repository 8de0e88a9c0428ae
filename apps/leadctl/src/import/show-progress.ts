import { Presets, SingleBar } from 'cli-progress';
import { withCommas } from './summary';

/** Counted up by whoever does the work. */
export interface Meter {
  totalBytes: number;
  bytes: number;
  /** Handled in this run. */
  rows: number;
}

const lineEveryMs = 5_000;

/** A bar on a terminal, a plain line now and then elsewhere; on standard error. @returns what ends it */
export function showProgress(
  meter: Meter,
  stream: NodeJS.WriteStream = process.stderr,
): () => void {
  const started = performance.now();
  const speed = () => withCommas((meter.rows * 1000) / (performance.now() - started));
  return stream.isTTY ? showBar(meter, speed, stream) : showLines(meter, speed, stream);
}

function showBar(meter: Meter, speed: () => string, stream: NodeJS.WriteStream): () => void {
  const bar = new SingleBar(
    {
      format: '  {bar} {percentage} %  {rows} rows  {speed} rows/s',
      stream,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  const figures = () => ({ rows: withCommas(meter.rows), speed: speed() });
  bar.start(meter.totalBytes, 0, figures());
  const timer = setInterval(() => bar.update(meter.bytes, figures()), 200);
  return () => {
    clearInterval(timer);
    bar.update(meter.bytes, figures());
    bar.stop();
  };
}

function showLines(meter: Meter, speed: () => string, stream: NodeJS.WriteStream): () => void {
  const timer = setInterval(() => {
    const share = Math.floor((100 * meter.bytes) / Math.max(meter.totalBytes, 1));
    stream.write(`${withCommas(meter.rows)} rows (${share} % of the file), ${speed()} rows/s\n`);
  }, lineEveryMs);
  return () => clearInterval(timer);
}
