import { type Settled } from '@tasuki/platform';
import { type Bell } from './bell';
import { type Page, type Position } from './event-store';

export interface PageRead extends Page {
  /** Whether the log went on behind the page when it was read. */
  readonly hasMore: boolean;
}

/**
 * Reads the page after a position; one whose position has not moved means the end of the log. The
 * signal fires when nobody wants the page any more.
 */
export type ReadPage = (after: Position, signal?: AbortSignal) => Promise<PageRead>;

/** Pages up to the end of the log; the next one is fetched while the present one is handled. */
export async function* readToEnd(
  readPage: ReadPage,
  after: Position,
  signal?: AbortSignal,
): AsyncGenerator<Page> {
  let position = after;
  let next = settle(readPage(position));
  try {
    while (!signal?.aborted) {
      const outcome = await next;
      if ('error' in outcome) throw outcome.error;
      const page = outcome.value;
      if (page.position === position) return;
      position = page.position;
      next = settle(readPage(position));
      yield page;
    }
  } finally {
    await next;
  }
}

export interface FollowOptions {
  readonly bell: Bell;
  /** How long to trust the bell before looking again. */
  readonly pollMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Pages for ever: catch-up, then live. While more is known to follow, the next page is fetched as the
 * present one is handled, never more than one ahead. At the end of the log it is fetched afterwards,
 * with all that was appended meanwhile: a page ahead would hold the little that had come by then, and
 * whoever handles it would be kept from what is newer.
 */
export async function* follow(
  readPage: ReadPage,
  after: Position,
  { bell, pollMs, signal }: FollowOptions,
): AsyncGenerator<Page> {
  const left = new AbortController();
  const unwanted = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
  let position = after;
  let seen = bell.count;
  const fetch = () => {
    seen = bell.count;
    return settle(readPage(position, unwanted));
  };
  let ahead: ReturnType<typeof fetch> | undefined = fetch();
  try {
    while (!signal?.aborted) {
      const outcome = await (ahead ?? fetch());
      ahead = undefined;
      if ('error' in outcome) throw outcome.error;
      const page = outcome.value;
      if (page.position !== position) {
        position = page.position;
        if (page.hasMore) ahead = fetch();
        yield page;
      }
      if (ahead === undefined) await bell.rungSince(seen, pollMs, signal);
    }
  } finally {
    left.abort();
    await ahead;
  }
}

function settle<T>(promise: Promise<T>): Promise<Settled<T>> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}
