import { setTimeout as delay } from 'node:timers/promises';
import { client, type Door } from './client';
import { type Journal, notebook } from './journal';
import { journey } from './journey';

const walkers = 8;

/** Leads on their way, several at once, each from its capture to the deal. */
export interface Journeys {
  /** How many leads have come to their end. */
  readonly won: number;
  /** No new lead begins; those on their way come to their end. */
  stop(): Promise<Journal>;
  /** Everybody leaves at once: the test has failed. */
  abandon(): void;
}

export function startJourneys(door: () => Door): Journeys {
  const notes = notebook();
  const leaving = new AbortController();
  let [stopping, won] = [false, 0];

  /** The door may be away for a while. */
  async function isQualified(leadId: string): Promise<boolean> {
    for (; !leaving.signal.aborted; await delay(50)) {
      const { url, senders } = door();
      const stage = await fetch(`${url}/v1/leads/${leadId}`, {
        headers: { authorization: `Bearer ${senders.sales.token}` },
      }).then(
        async (answer) => ((await answer.json()) as { readonly stage?: string }).stage,
        () => undefined,
      );
      if (stage === 'mql') return true;
    }
    return false;
  }

  async function walk(): Promise<void> {
    while (!stopping) {
      if (await journey((command) => client(door(), notes, leaving.signal)(command), isQualified)) {
        won += 1;
      }
      await delay(20);
    }
  }

  const walking = Promise.all(Array.from({ length: walkers }, walk));
  return {
    get won() {
      return won;
    },
    async stop() {
      stopping = true;
      await walking;
      return notes;
    },
    abandon() {
      leaving.abort();
      walking.catch(() => undefined);
    },
  };
}
