import { type Answer } from '../http/answer';
import { NotSent, OutcomeUnknown, Refused } from '../http/outgoing-errors';
import { type Outcome } from './channel';

/** What became of a request that did not get an answer. @throws what is none of the three */
export function outcomeOf(error: unknown): Outcome {
  if (error instanceof Refused) return { outcome: 'refused', reason: error.message };
  if (error instanceof NotSent) return { outcome: 'failed', reason: error.message, isFinal: false };
  if (error instanceof OutcomeUnknown) return { outcome: 'unknown', reason: error.message };
  throw error;
}

type Failed = Extract<Outcome, { outcome: 'failed' }>;

/** An answer that is a no. @param said what it says in a word, where that is known to be harmless */
export function failed({ status, retryAfterMs }: Answer, isFinal: boolean, said = ''): Failed {
  return {
    outcome: 'failed',
    reason: `the answer was ${[status, said].filter(Boolean).join(' ')}`,
    isFinal,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

export function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}
