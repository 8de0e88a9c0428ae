import {
  isQueue,
  isQueuePage,
  type KeysetPage,
  mqlQueue,
  mqlQueuePage,
  type Projection,
  type QueueQuery,
  sqlQueue,
  sqlQueuePage,
  untouchedQueue,
  untouchedQueuePage,
  type WaitingLead,
} from '@tasuki/read-models';
import { type Pool } from 'pg';

interface Followed {
  readonly model: Pick<Projection<never>, 'name' | 'version'>;
  readonly page: (pool: Pool, query: QueueQuery) => Promise<KeysetPage<WaitingLead>>;
}

/** The queues that can be followed, by their names in the path. */
export const followed: ReadonlyMap<string, Followed> = new Map<string, Followed>([
  ['mql', { model: mqlQueue, page: (pool, q) => mqlQueuePage(pool, { sort: 'since', ...q }) }],
  ['is', { model: isQueue, page: isQueuePage }],
  ['sql', { model: sqlQueue, page: sqlQueuePage }],
  ['untouched', { model: untouchedQueue, page: untouchedQueuePage }],
]);

/** What each is read from. */
export const followedModels = new Map([...followed].map(([name, { model }]) => [name, model]));
