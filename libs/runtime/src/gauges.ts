import { type EventStore, readCheckpoint, type StoreObserver } from '@tasuki/event-store';
import { type Clock, type Metrics } from '@tasuki/platform';
import {
  listParked,
  listTargets,
  readerPositions,
  readModels,
  rebuildOf,
} from '@tasuki/read-models';
import { openNotifications } from '@tasuki/notifications';
import { deadLetters, leadsBehind } from '@tasuki/streaming';
import { type Pool } from 'pg';

const kept = new Set(readModels.flatMap((model) => [model.table, rebuildOf(model)]));

interface Parts {
  readonly pool: Pool;
  readonly log: EventStore;
  readonly clock: Clock;
}

const perGroup = (counts: ReadonlyMap<string, number>) =>
  [...counts].map(([group, value]) => ({ labels: { group }, value }));

/** Counts what the store does. */
export function countingObserver(metrics: Metrics): StoreObserver {
  return {
    appended(batchSize, milliseconds) {
      metrics.appendBatchSize.observe(batchSize);
      metrics.appendSeconds.observe(milliseconds / 1000);
    },
    conflicted: () => metrics.versionConflicts.inc(),
    reconnecting: () => metrics.subscriptionReconnects.inc(),
  };
}

/** Figures that are looked up in the database when somebody asks: every process sees the same. */
export function addGauges(metrics: Metrics, { pool, log, clock }: Parts): void {
  metrics.gauge(
    'tasuki_projection_lag_events',
    'Positions of the log that a read model has not applied, or another reader not handled yet.',
    async () => {
      const head = Number(await log.head());
      const targets = await readers();
      return targets.map(({ target, position }) => ({
        labels: { target },
        value: head - Number(position ?? 0),
      }));
    },
  );
  metrics.gauge(
    'tasuki_projection_lag_seconds',
    'Age of the oldest event that a reader has not handled yet; 0 when there is none.',
    async () => {
      const targets = await readers();
      return Promise.all(
        targets.map(async ({ target }) => ({
          labels: { target },
          value: await lagSeconds(target),
        })),
      );
    },
  );
  metrics.gauge(
    'tasuki_parked_streams',
    'Streams that a read model cannot apply, or the relay not publish.',
    async () => {
      const [targets, parked] = [await readers(), await listParked(pool)];
      return targets.map(({ target }) => ({
        labels: { target },
        value: parked.filter((one) => one.target === target).length,
      }));
    },
  );
  metrics.gauge(
    'tasuki_dead_letters',
    'Messages that a group of consumers could not handle.',
    async () => perGroup(await deadLetters(pool)),
  );
  metrics.gauge(
    'tasuki_leads_behind',
    'Leads of which something was delivered to a group and is not handled: missing, or held back.',
    async () => perGroup(await leadsBehind(pool)),
  );
  metrics.gauge(
    'tasuki_notifications',
    'Notifications that were not delivered, by state.',
    async () =>
      (await openNotifications(pool)).map(({ state, count }) => ({
        labels: { state },
        value: count,
      })),
  );
  metrics.gauge(
    'tasuki_notifications_age_seconds',
    'Since when the oldest notification of a state waits.',
    async () =>
      (await openNotifications(pool)).map(({ state, ageSeconds }) => ({
        labels: { state },
        value: ageSeconds,
      })),
  );
  metrics.gauge('tasuki_pool_connections', 'Connections to the database, by state.', async () => [
    { labels: { state: 'idle' }, value: pool.idleCount },
    { labels: { state: 'busy' }, value: pool.totalCount - pool.idleCount },
    { labels: { state: 'waited_for' }, value: pool.waitingCount },
  ]);

  /**
   * The read models of this release, for nobody keeps those of another one here; and what
   * follows the log without a table.
   */
  async function readers() {
    const [all, others] = [await listTargets(pool), await readerPositions(pool)];
    const targets = all.filter(({ target }) => kept.has(target));
    return [...targets, ...others.map(({ reader, position }) => ({ target: reader, position }))];
  }

  async function lagSeconds(target: string): Promise<number> {
    const position = await readCheckpoint(pool, target);
    for await (const { events } of log.readAll(position, {}, { batchSize: 1 })) {
      const [next] = events;
      if (next === undefined) continue;
      return Math.max(0, (Date.parse(clock.now()) - Date.parse(next.recordedAt)) / 1000);
    }
    return 0;
  }
}
