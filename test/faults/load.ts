import { setTimeout as delay } from 'node:timers/promises';
import { client, type Door } from './client';
import { type Journal, notebook } from './journal';
import { aCapture, commandsOn } from './life-of-a-lead';

const clients = 16;
const thinkMs = 5;

/** People at work, each with leads of his own, one after the other. */
export interface Load {
  readonly journal: Journal;
  /**
   * Until so many more commands were acknowledged.
   * @throws Error when somebody was told what nobody should be
   */
  progress(commands: number): Promise<void>;
  /** Everybody finishes the command at hand, whatever it takes; then all is settled. */
  stop(): Promise<Journal>;
  /** Everybody leaves at once: the test has failed. */
  abandon(): void;
}

export function startLoad(door: Door): Load {
  const notes = notebook();
  const leaving = new AbortController();
  let stopping = false;

  async function work(): Promise<void> {
    const send = client(door, notes, leaving.signal);
    for (let index = 0; !stopping; index += 1) {
      const captured = await send(aCapture(index));
      if (captured === undefined) {
        await delay(100);
        continue;
      }
      for (const command of commandsOn(captured.leadId)) {
        if (stopping) return;
        await send(command);
        await delay(thinkMs);
      }
    }
  }

  const working = Promise.all(Array.from({ length: clients }, work));
  return {
    journal: notes,
    async progress(commands) {
      const wanted = notes.acknowledged + commands;
      while (notes.acknowledged < wanted && !leaving.signal.aborted) {
        if (notes.complaints.length > 0) throw new Error(notes.complaints.slice(0, 5).join('; '));
        await delay(10);
      }
    },
    async stop() {
      stopping = true;
      await working;
      return notes;
    },
    abandon() {
      leaving.abort();
      working.catch(() => undefined);
    },
  };
}
