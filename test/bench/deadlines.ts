import { pause } from '@tasuki/platform';
import { type Runtime } from '@tasuki/runtime';
import { runSlaClock } from '../../apps/projector/src/clock/run-clock';
import { type Benchmark } from './support/benchmark';
import { latenesses, leadsDueAt, quantile, withInstallation } from './support/deadline-leads';

const [atOnce, atRest, restMs] = [10_000, 300, 30_000];

export const deadlines: Benchmark = {
  name: 'deadlines',
  about: `SLA timers: how late a breach is recorded at rest, and how long ${atOnce.toLocaleString('en')} of one instant take; projector and clock in one process`,
  run: (servers, _race, tell) =>
    withInstallation(servers, 'bench_deadlines', async (runtime) => {
      const stop = new AbortController();
      const running = runSlaClock(runtime, stop.signal);
      const late = await latenessAtRest(runtime);
      tell({ title: 'lateness at rest, p50', value: quantile(late, 0.5), unit: 'ms' });
      tell({
        title: 'lateness at rest, p99',
        value: quantile(late, 0.99),
        unit: 'ms',
        goal: { atMost: 1_500 },
      });
      const dueAt = Date.now() + 40_000;
      await leadsDueAt(runtime, atOnce, () => dueAt);
      if (Date.now() > dueAt) throw new Error('the leads were not there before their deadline');
      await pause(dueAt - Date.now());
      while ((await latenesses(runtime)).length < atOnce + atRest) await pause(50);
      tell({
        title: `${atOnce.toLocaleString('en')} deadlines of one instant, all recorded after`,
        value: (Date.now() - dueAt) / 1000,
        unit: 's',
        goal: { atMost: 10 },
      });
      stop.abort();
      await running;
    }),
};

async function latenessAtRest(runtime: Runtime): Promise<readonly number[]> {
  const from = Date.now() + 3_000;
  await leadsDueAt(runtime, atRest, () => from + Math.random() * restMs);
  await pause(from + restMs - Date.now());
  while ((await latenesses(runtime)).length < atRest) await pause(50);
  return latenesses(runtime);
}
