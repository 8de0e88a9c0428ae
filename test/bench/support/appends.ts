import { randomUUID } from 'node:crypto';
import { type RawAppend, type RawLog } from '../append-ceiling';
import { activity, enveloped } from './lead-story';

/** What each worker appends: 20 leads in turn, ten events each, then 20 new ones. */
export function appendsInTurn(workers: number): (() => RawAppend)[] {
  return Array.from({ length: workers }, () => {
    let streams: string[] = [];
    let count = 0;
    return () => {
      if (count % 200 === 0) streams = Array.from({ length: 20 }, () => `lead-${randomUUID()}`);
      const version = Math.floor((count % 200) / 20) + 1;
      const stream = streams[count % 20]!;
      count += 1;
      return { stream, version, event: enveloped(activity()) };
    };
  });
}

/** Appends by hand for some seconds, one for each worker at a time. */
export async function rawRound(
  log: RawLog,
  next: readonly (() => RawAppend)[],
  seconds: number,
): Promise<number> {
  const until = performance.now() + seconds * 1000;
  let count = 0;
  while (performance.now() < until) {
    await log.append(next.map((take) => take()));
    count += next.length;
  }
  return count;
}
