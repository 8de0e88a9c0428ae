import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../e2e/standalone-process';
import { isFault } from '../support/fault';
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres';
import { expectRecovered } from './aftermath';
import { apps, type Distributed, startDistributed } from './distributed';
import { aCapture } from './life-of-a-lead';
import { type Load, startLoad } from './load';

/** How often something is ended under load; `npm run fault` sets it to 200. */
const times = Number(process.env.TASUKI_FAULT_RESTARTS ?? 3);
const enoughMs = 120_000 + times * 20_000;
const modes = ['fast', 'immediate', 'kill'] as const;

describe('Tasuki in several processes', () => {
  let postgres: OwnPostgres;
  let system: Distributed;
  let load: Load | undefined;
  beforeEach(async () => {
    postgres = await startOwnPostgres();
    system = await startDistributed(postgres.url);
  });
  afterEach(async () => {
    load?.abandon();
    const ended = await system.stop();
    await postgres.stop();
    expect(ended).toEqual(apps.map(() => 0));
  });

  it(
    `loses nothing when PostgreSQL is stopped, ended at once and killed under load, ${times} times`,
    async () => {
      load = startLoad(system.door);
      for (let time = 0; time < times; time += 1) {
        await load.progress(100);
        await delay(Math.random() * 500);
        await postgres.end(modes[time % modes.length]!);
        await delay(timeAway(time));
        await postgres.start();
      }
      await load.progress(50);
      const journal = await load.stop();
      await expectRecovered({ ...system, url: postgres.url }, journal);
      expect(journal.answers.get('503 store_unavailable')).toBeGreaterThan(0);
    },
    enoughMs,
  );

  it(
    `loses nothing when its processes are killed under load, ${times} times`,
    async () => {
      load = startLoad(system.door);
      for (let time = 0; time < times; time += 1) {
        await load.progress(100);
        await delay(Math.random() * 500);
        const killed = ['lead-api', time % 2 === 0 ? 'projector' : 'scorer'] as const;
        await Promise.all(killed.map((app) => system.kill(app)));
        await Promise.all(killed.map((app) => system.start(app)));
      }
      await load.progress(50);
      const journal = await load.stop();
      await expectRecovered({ ...system, url: postgres.url }, journal);
      expect(journal.answers.get('broken')).toBeGreaterThan(0);
    },
    enoughMs,
  );

  it.each(isFault ? modes : (['kill'] as const))(
    'says within 3 s that the database is away (%s), refuses commands until it is back, and needs nobody then',
    async (mode) => {
      const { door } = system;
      const ready = (app: (typeof apps)[number]) =>
        fetch(`${system.urlOf(app)}/health/ready`).then(async (response) => ({
          status: response.status,
          body: (await response.json()) as { problems: { check: string }[] },
        }));
      const areAll = (status: number) => (all: { status: number }[]) =>
        all.every((one) => one.status === status);
      const allReady = () => Promise.all(apps.map(ready));
      const post = ({ path, body }: { path: string; body: object }) =>
        fetch(door.url + path, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${door.senders.marketing.token}`,
            'content-type': 'application/json',
          },
          body: JSON.stringify(body),
        });
      await eventually(allReady, areAll(200));
      const { leadId } = (await (await post(aCapture(0))).json()) as { leadId: string };

      await postgres.end(mode);
      const since = Date.now();
      // A report that was begun before may name only what was looked at since.
      await eventually(allReady, (all) =>
        all.every(
          ({ status, body }) =>
            status === 503 && body.problems.some(({ check }) => check === 'database'),
        ),
      );
      expect(Date.now() - since).toBeLessThan(3_000);
      expect((await fetch(`${door.url}/health/live`)).status).toBe(200);
      const activity = {
        path: `/v1/leads/${leadId}/activities`,
        body: { activityType: 'pricing_page_viewed' },
      };
      for (const command of [aCapture(1), activity]) {
        const answer = await post(command);
        expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
        expect(await answer.json()).toMatchObject({ code: 'store_unavailable' });
      }

      await postgres.start();
      await eventually(allReady, areAll(200));
      expect((await post(activity)).status).toBe(201);
    },
  );
});

/** Mostly a moment; now and then longer than an append waits for the database, which is 5 s. */
function timeAway(time: number): number {
  return time % 5 === 1 ? 6_500 : Math.random() * 500;
}
