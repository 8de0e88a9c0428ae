import { pause } from '@tasuki/platform';
import { lastChange } from '@tasuki/read-models';
import { type Pool } from 'pg';

export interface WatchOptions {
  /** How long the database may be silent. */
  readonly awayAfterMs: number;
  /** Called whenever there is something new. */
  readonly onChange: () => void;
}

/** Looks at the changes of one table for all who need them, while anybody does. */
export interface ChangeWatch {
  /** `there` when there is a change after this one, or the signal has fired. */
  next(seq: number, signal: AbortSignal): Promise<'there' | 'away'>;
  /** Does something that may ask whether the database has gone away since it began. */
  during<T>(work: (isAway: () => boolean) => Promise<T>): Promise<T>;
}

const lookEveryMs = 200;

export function watchChanges(
  pool: Pool,
  table: string,
  { awayAfterMs, onChange }: WatchOptions,
): ChangeWatch {
  let known = -1;
  let outages = 0;
  let watchers = 0;
  let looking: Promise<void> | undefined;
  const sleepers = new Set<() => void>();

  async function look(): Promise<void> {
    const silence = setInterval(giveUp, awayAfterMs);
    while (watchers > 0) {
      const last = await lastChange(pool, table).catch(() => undefined);
      if (last !== undefined) {
        silence.refresh();
        note(last.seq);
      }
      await pause(lookEveryMs);
    }
    clearInterval(silence);
    looking = undefined;
  }

  function note(last: number): void {
    if (last === known) return;
    // Changes that were there are no more: the database is another one, restored from a backup.
    if (last < known) outages += 1;
    known = last;
    onChange();
    wakeAll();
  }

  function giveUp(): void {
    outages += 1;
    wakeAll();
  }

  function wakeAll(): void {
    for (const wake of sleepers) wake();
  }

  /** Until something changes, the database is away or the signal fires; it leaves no listener behind. */
  function sleep(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        sleepers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      sleepers.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  async function during<T>(work: (isAway: () => boolean) => Promise<T>): Promise<T> {
    const before = outages;
    watchers += 1;
    looking ??= look();
    try {
      return await work(() => outages !== before);
    } finally {
      watchers -= 1;
    }
  }

  return {
    during,
    next: (seq, signal) =>
      during(async (isAway) => {
        while (known <= seq && !isAway() && !signal.aborted) await sleep(signal);
        return isAway() ? 'away' : 'there';
      }),
  };
}
