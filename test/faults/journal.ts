import { type Command } from './life-of-a-lead';

export interface Receipt {
  readonly leadId: string;
  readonly version: number;
  readonly position: string;
  readonly events: readonly { readonly id: string; readonly type: string }[];
}

/** How a command under one Idempotency-Key ended for its sender, once nothing about it is open. */
export type Outcome =
  | { readonly kind: 'acknowledged'; readonly receipt: Receipt }
  | { readonly kind: 'refused'; readonly status: number }
  /** 503 or 507, which say that nothing was written; not repeated under this key. */
  | { readonly kind: 'never_written'; readonly code: string };

export interface Entry {
  readonly command: Command;
  readonly outcome: Outcome;
}

/** What the senders were told. */
export interface Journal {
  /** By command id. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** How often each answer came: `201`, `503 store_unavailable`, `broken`. */
  readonly answers: ReadonlyMap<string, number>;
  /** Answers that nobody should get. */
  readonly complaints: readonly string[];
  readonly acknowledged: number;
}

export interface Notebook extends Journal {
  settle(commandId: string, entry: Entry): void;
  count(answer: string): void;
  complain(about: string): void;
}

export function notebook(): Notebook {
  const entries = new Map<string, Entry>();
  const answers = new Map<string, number>();
  const complaints: string[] = [];
  let acknowledged = 0;
  return {
    entries,
    answers,
    complaints,
    get acknowledged() {
      return acknowledged;
    },
    settle(commandId, entry) {
      entries.set(commandId, entry);
      if (entry.outcome.kind === 'acknowledged') acknowledged += 1;
    },
    count: (answer) => void answers.set(answer, (answers.get(answer) ?? 0) + 1),
    complain: (about) => void complaints.push(about),
  };
}
