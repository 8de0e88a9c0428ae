import { pause } from '@tasuki/platform';
import { Client } from 'pg';
import { type Bell } from '../bell';
import { appendChannel } from './append-batch';

/** Rings the bell when another process has appended. One connection of its own, made anew when lost. */
export function listenToLog(connectionString: string, bell: Bell): { stop(): Promise<void> } {
  const stopping = new AbortController();

  async function listenOnce(): Promise<void> {
    const client = new Client({
      connectionString,
      application_name: 'tasuki-listener',
      connectionTimeoutMillis: 5_000,
    });
    const { promise: lost, resolve: end } = Promise.withResolvers<void>();
    client.on('error', () => end());
    client.once('end', () => end());
    const stop = () => end();
    stopping.signal.addEventListener('abort', stop);
    try {
      await client.connect();
      client.on('notification', () => bell.ring());
      await client.query(`listen ${appendChannel}`);
      bell.ring();
      await lost;
    } finally {
      stopping.signal.removeEventListener('abort', stop);
      await client.end().catch(ignoreLostConnection);
    }
  }

  async function listen(): Promise<void> {
    while (!stopping.signal.aborted) {
      await listenOnce().catch(ignoreLostConnection);
      await pause(200, stopping.signal);
    }
  }

  const done = listen();
  return {
    stop: async () => {
      stopping.abort();
      await done;
    },
  };
}

/** Readers poll as a fallback, and see for themselves that the database is away. */
function ignoreLostConnection(_error: unknown): void {}
