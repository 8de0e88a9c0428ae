import { type Position } from '@tasuki/event-store';
import { Presets, SingleBar } from 'cli-progress';
import { withCommas } from '../import/summary';

const lineEveryMs = 2_000;

/** Progress and rate, on standard error: a bar on a terminal, a line now and then elsewhere. */
export interface RepublishShown {
  update(position: Position, messages: number): void;
  end(): void;
}

export function showRepublish(
  until: Position,
  stream: NodeJS.WriteStream = process.stderr,
): RepublishShown {
  const started = performance.now();
  let messages = 0;
  let lastLine = started;
  const bar = new SingleBar(
    {
      format: '  {bar} {percentage} %  {messages} messages  {rate} messages/s',
      stream,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  if (stream.isTTY) bar.start(100, 0, { messages: '0', rate: '0' });

  return {
    update(position, more) {
      messages += more;
      const now = performance.now();
      const percent = Math.floor((100 * Number(position)) / Math.max(Number(until), 1));
      const rate = withCommas((messages * 1000) / Math.max(now - started, 1));
      const figures = { messages: withCommas(messages), rate };
      if (stream.isTTY) bar.update(percent, figures);
      else if (now - lastLine > lineEveryMs) {
        lastLine = now;
        stream.write(`${figures.messages} messages (${percent} %), ${rate} messages/s\n`);
      }
    },
    end() {
      if (stream.isTTY) bar.stop();
    },
  };
}
