import { isUnavailable, StoreUnavailable } from '@tasuki/event-store';
import { pause } from '@tasuki/platform';
import { readGate, slaClaims, slaTimers, tableOf } from '@tasuki/read-models';
import { type Runtime } from '@tasuki/runtime';
import { recordTimer } from './record-timer';

export interface ClockOptions {
  /** How often it looks for timers that have run out; 250 ms when left out. */
  readonly tickMs?: number;
}

/** Claimed together, and worked on at once: people's commands go between them. */
const [batch, inFlight] = [128, 32];
const [retryMs, sweepMs] = [1_000, 600_000];

/**
 * Sends a command for each timer of a deadline that has run out, the oldest first, until the signal
 * fires. Any number of clocks may run: a claim keeps two from doing the same work, and the command's
 * id from doing it twice.
 */
export async function runSlaClock(
  runtime: Pick<Runtime, 'pool' | 'leads' | 'clock' | 'logger' | 'health'>,
  signal: AbortSignal,
  { tickMs = 250 }: ClockOptions = {},
): Promise<void> {
  const { pool, leads, clock, logger, health } = runtime;
  const claims = slaClaims(pool);
  const gate = readGate(pool);
  const parts = { leads, logger };
  /** Claimed timers that got no answer, and for how long to set them aside: given back when it can be. */
  const unanswered = new Map<string, number>();
  let failed = false;
  let sweptAt = performance.now();
  health.add({
    name: 'sla-clock',
    check: () => (failed ? 'it cannot go on; the log of this process says why' : undefined),
  });

  /** @returns whether there may be more */
  async function tick(): Promise<boolean> {
    await giveBack();
    if ((await gate.notLive([tableOf(slaTimers)])).length > 0) return false;
    const due = await claims.claim(clock.now(), batch);
    const waiting = due[Symbol.iterator]();
    const worker = async () => {
      for (const timer of waiting) {
        const ms = await recordTimer(timer, parts);
        if (ms !== undefined) unanswered.set(timer.id, ms);
      }
    };
    await Promise.all(Array.from({ length: Math.min(inFlight, due.length) }, worker));
    await giveBack();
    return due.length === batch;
  }

  async function giveBack(): Promise<void> {
    for (const [timer, ms] of unanswered) {
      await claims.postpone(timer, ms);
      unanswered.delete(timer);
    }
  }

  async function sweepAtTimes(): Promise<void> {
    if (performance.now() - sweptAt < sweepMs) return;
    sweptAt = performance.now();
    await claims.sweep();
  }

  while (!signal.aborted) {
    try {
      const more = await tick();
      await sweepAtTimes();
      failed = false;
      if (!more) await pause(tickMs, signal);
    } catch (error) {
      failed = true;
      if (error instanceof StoreUnavailable || isUnavailable(error)) {
        logger.warn({ err: error }, 'the database is away; deadlines wait');
      } else {
        logger.error({ err: error }, 'the clock could not go on; it tries again');
      }
      await pause(retryMs, signal);
    }
  }
}
