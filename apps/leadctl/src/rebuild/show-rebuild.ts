import { type Position } from '@tasuki/event-store';
import { type Target } from '@tasuki/read-models';
import { Presets, SingleBar } from 'cli-progress';
import { withCommas } from '../import/summary';

const lineEveryMs = 2_000;
const tooLongMs = 10_000;

/** Progress and rate, on standard error: a bar on a terminal, a line now and then elsewhere. */
export interface RebuildProgress {
  update(building: readonly Target[], head: Position): void;
  /** Says a last sentence, on standard output. */
  end(sentence: string): void;
}

export function showRebuild(stream: NodeJS.WriteStream = process.stderr): RebuildProgress {
  const started = performance.now();
  let first: number | undefined;
  let lastLine = started;
  let warned = false;
  const bar = new SingleBar(
    {
      format: '  {bar} {percentage} %  {events} events  {rate} events/s',
      stream,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  if (stream.isTTY) bar.start(100, 0, { events: '0', rate: '0' });

  return {
    update(building, head) {
      const lookedAt = building.reduce((sum, one) => sum + one.lookedAt, 0);
      first ??= lookedAt;
      const now = performance.now();
      const rate = withCommas(((lookedAt - first) * 1000) / Math.max(now - started, 1));
      const percent = percentOf(building, head);
      const figures = { events: withCommas(lookedAt), rate };
      if (stream.isTTY) bar.update(percent, figures);
      else if (now - lastLine > lineEveryMs) {
        lastLine = now;
        stream.write(`${figures.events} events (${percent} %), ${rate} events/s\n`);
      }
      if (!warned && lookedAt === 0 && building.length > 0 && now - started > tooLongMs) {
        warned = true;
        stream.write('Nothing moves; is a projector running? (npm start runs one.)\n');
      }
    },
    end(sentence) {
      if (stream.isTTY) bar.stop();
      process.stdout.write(`${sentence}\n`);
    },
  };
}

function percentOf(building: readonly Target[], head: Position): number {
  const least = Math.min(...building.map(({ position }) => Number(position ?? 0)), Number(head));
  return Number(head) === 0 ? 100 : Math.floor((100 * least) / Number(head));
}
