import { type Logger } from '../logger';
import { pause } from '../pause';
import { findPostmaster } from './postmaster';
import { type Installation, launch, type LaunchOptions } from './server';

/** Watches over one server. */
export interface Supervisor {
  /** Stops watching; a start under way is finished first. The server is left as it is. */
  stop(): Promise<void>;
}

const shortestPauseMs = 1_000;
const longestPauseMs = 10_000;

/**
 * Starts a server again, on its port, whenever it has died: killed, or fallen over a full disk. One
 * that does not start, or dies at once, is tried again after pauses that grow; one that another
 * process has started meanwhile is as good.
 */
export function supervise(
  installation: Installation,
  options: LaunchOptions,
  logger: Logger,
): Supervisor {
  const stopping = new AbortController();
  const { signal } = stopping;

  /** @returns whether it was found running */
  async function look(): Promise<boolean> {
    try {
      if ((await findPostmaster(installation.place.data)) !== undefined) return true;
      logger.warn('the embedded PostgreSQL is gone; it is started again');
      await launch(installation, options);
      logger.warn('the embedded PostgreSQL is up again');
    } catch (error) {
      logger.error({ err: error }, 'the embedded PostgreSQL cannot be started; it is tried again');
    }
    return false;
  }

  async function watch(): Promise<void> {
    let wait = shortestPauseMs;
    for (;;) {
      await pause(wait, signal);
      if (signal.aborted) return;
      wait = (await look()) ? shortestPauseMs : Math.min(wait * 2, longestPauseMs);
    }
  }

  const watching = watch();
  return {
    async stop() {
      stopping.abort();
      await watching;
    },
  };
}
