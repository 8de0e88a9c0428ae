import { pause } from '@tasuki/platform';
import { type Runtime } from '@tasuki/runtime';
import { runSlaClock } from '../../apps/projector/src/clock/run-clock';
import { anOrigin } from '../support/test-runtime';
import { type Benchmark } from './support/benchmark';
import { latenesses, leadsDueAt, quantile, withInstallation } from './support/deadline-leads';

const [overdue, fresh, everyMs, calmMs] = [100_000, 100, 20, 10_000];

export const outage: Benchmark = {
  name: 'outage',
  about: `the clock comes back to ${overdue.toLocaleString('en')} deadlines that have passed: how long it takes, and what people's commands and deadlines of just now feel of it; all in one process`,
  isLong: true,
  run: (servers, _race, tell) =>
    withInstallation(servers, 'bench_outage', async (runtime) => {
      const soon = Date.now() + 1_000;
      const known = await leadsDueAt(runtime, overdue, (index) =>
        Math.max(soon, Date.now() + 500 + (index % 1_000)),
      );
      await pause(2_000);
      const calm = await commandsWhile(runtime, known, () => pause(calmMs));

      const stop = new AbortController();
      const from = Date.now() + 5_000;
      await leadsDueAt(runtime, fresh, (index) => from + index * 50);
      const back = Date.now();
      const running = runSlaClock(runtime, stop.signal);
      const meanwhile = await commandsWhile(runtime, known, async () => {
        while ((await latenesses(runtime)).length < overdue + fresh) await pause(500);
      });
      const seconds = (Date.now() - back) / 1000;
      stop.abort();
      await running;

      const said = overdue.toLocaleString('en');
      tell({ title: `${said} overdue, all recorded after`, value: seconds, unit: 's' });
      const late = await latenessesDueFrom(runtime, from);
      tell({
        title: 'a deadline of just now, late by, p99',
        value: quantile(late, 0.99),
        unit: 'ms',
      });
      tell({ title: 'a command before it, p99', value: quantile(calm, 0.99), unit: 'ms' });
      tell({ title: 'a command meanwhile, p99', value: quantile(meanwhile, 0.99), unit: 'ms' });
    }),
};

/** How long each command took that people sent, one every {@link everyMs}, while work went on. */
async function commandsWhile(
  { leads }: Runtime,
  known: readonly string[],
  work: () => Promise<void>,
): Promise<readonly number[]> {
  const taken: number[] = [];
  let busy = true;
  const sending = (async () => {
    while (busy) {
      const begun = performance.now();
      const leadId = known[taken.length % known.length]!;
      const command = { type: 'RecordActivity', activityType: 'seminar_attended' } as const;
      await leads.execute(leadId, command, anOrigin());
      taken.push(performance.now() - begun);
      await pause(everyMs);
    }
  })();
  await work();
  busy = false;
  await sending;
  return taken;
}

async function latenessesDueFrom({ pool }: Runtime, from: number): Promise<readonly number[]> {
  const { rows } = await pool.query<{ late: number }>(
    `select extract(epoch from recorded_at - (data->>'dueAt')::timestamptz)::float8 * 1000 as late
     from events where type = 'SlaBreached' and (data->>'dueAt')::timestamptz >= to_timestamp($1)`,
    [from / 1000],
  );
  return rows.map(({ late }) => late);
}
