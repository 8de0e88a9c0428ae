import { countBeyondHorizon, readGate, slaClaims, slaTimers, tableOf } from '@tasuki/read-models';
import { type Runtime } from '@tasuki/runtime';

/** What an operator sees of deadlines: whether the clock keeps up, and which calendars need care. */
export function observeClock({
  pool,
  clock,
  health,
  metrics,
}: Pick<Runtime, 'pool' | 'clock' | 'health' | 'metrics'>): void {
  const gate = readGate(pool);
  const claims = slaClaims(pool);
  const isBuilt = async () => (await gate.notLive([tableOf(slaTimers)])).length === 0;

  metrics.gauge(
    'tasuki_sla_timers_overdue',
    'Timers of deadlines that have run out and are not recorded yet.',
    async () => ((await isBuilt()) ? [{ value: (await claims.overdue(clock.now())).count }] : []),
  );
  metrics.gauge(
    'tasuki_sla_timers_overdue_seconds',
    'For how long the oldest of them has waited; 0 when there is none.',
    async () => {
      if (!(await isBuilt())) return [];
      const now = clock.now();
      const { oldest } = await claims.overdue(now);
      const value = oldest === null ? 0 : (Date.parse(now) - Date.parse(oldest)) / 1000;
      return [{ value }];
    },
  );
  health.add({
    name: 'calendars',
    isWarning: true,
    async check() {
      const count = (await isBuilt()) ? await countBeyondHorizon(pool) : 0;
      if (count === 0) return undefined;
      const deadlines = count === 1 ? '1 deadline lies' : `${count} deadlines lie`;
      return `${deadlines} beyond the horizon of the calendar, where its holidays are not known; extend the calendar`;
    },
  });
}
