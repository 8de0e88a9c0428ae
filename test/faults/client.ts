import { derivedId } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Notebook, type Outcome, type Receipt } from './journal';
import { type Command, type Sending } from './life-of-a-lead';

/** The test is over before everything was settled. */
class Abandoned extends Error {}

/** Where commands are sent to, and by whom. */
export interface Door {
  readonly url: string;
  readonly senders: Readonly<Record<Sending, { readonly subject: string; readonly token: string }>>;
}

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly retryAfter: string | null;
  readonly body: unknown;
}

/** Says of itself that nothing was written, so that the sender may let it be. */
const neverWritten = ['503 store_unavailable', '503 contention', '507 insufficient_storage'];
const patienceMs = 60_000;

/**
 * A client as docs/errors.md wants them: what may have been written it repeats under the same key
 * until it is told; of what was never written it lets every other one be, and sends the rest anew.
 * @returns what sends one command, and gives the receipt unless there is none
 */
export function client({ url, senders }: Door, notes: Notebook, abandoned: AbortSignal) {
  let givenUp = false;

  async function post({ as, path, body }: Command, key: string): Promise<Answer | undefined> {
    try {
      const response = await fetch(url + path, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${senders[as].token}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(patienceMs),
      });
      const { status, headers } = response;
      const answered = (await response.json()) as { readonly code?: string };
      const code = answered.code ?? '';
      return { status, code, retryAfter: headers.get('retry-after'), body: answered };
    } catch {
      // The connection broke, before the request or after it: who knows.
      return undefined;
    }
  }

  /** Repeats under one key until it is known what became of the command. */
  async function settle(command: Command, key: string): Promise<Outcome> {
    let isOpen = false;
    for (; ; await delay(100)) {
      if (abandoned.aborted) throw new Abandoned();
      const answer = await post(command, key);
      const named = answer ? `${answer.status} ${answer.code}`.trim() : 'broken';
      notes.count(named);
      if (answer === undefined) {
        isOpen = true;
        continue;
      }
      const { status, code, body, retryAfter } = answer;
      if (status < 300) return { kind: 'acknowledged', receipt: body as Receipt };
      if (status < 500) return { kind: 'refused', status };
      if (!(Number(retryAfter) >= 1)) notes.complain(`${named} without Retry-After`);
      if (named === '503 outcome_unknown') isOpen = true;
      else if (!neverWritten.includes(named)) notes.complain(`${named} to ${command.path}`);
      else if (!isOpen) return { kind: 'never_written', code };
    }
  }

  return async function send(command: Command): Promise<Receipt | undefined> {
    for (; ; await delay(100)) {
      const key = randomUUID();
      const outcome = await settle(command, key);
      const { subject } = senders[command.as];
      notes.settle(derivedId('command', subject, key), { command, outcome });
      if (outcome.kind === 'acknowledged') return outcome.receipt;
      if (outcome.kind === 'refused') return undefined;
      givenUp = !givenUp;
      if (givenUp) return undefined;
    }
  };
}
