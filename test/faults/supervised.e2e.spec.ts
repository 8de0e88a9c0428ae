import { setTimeout as delay } from 'node:timers/promises';
import { findEmbeddedPostgres } from '../../libs/platform/src/embedded-postgres/embedded-postgres';
import { type Standalone, startStandalone } from '../e2e/standalone-process';
import { isFault } from '../support/fault';
import { makePostgresHome, removePostgresHome } from '../support/postgres-folder';
import { expectRecovered } from './aftermath';
import { type Load, startLoad } from './load';
import { databaseOf, doorOf, killPostgres, readiness } from './standalone';
import { until } from './until';

const times = isFault ? 3 : 1;
const env = { TASUKI_RATE_LIMIT: '0' };

describe('npm start, whose database dies', () => {
  let home: string;
  let running: Standalone;
  let load: Load | undefined;
  beforeEach(async () => {
    home = await makePostgresHome();
    running = await startStandalone({ home, env });
  });
  afterEach(async () => {
    load?.abandon();
    await running.stop();
    expect(await findEmbeddedPostgres(home)).toBeUndefined();
    await removePostgresHome(home);
  });

  it('starts it again by itself, turns red and green again, and loses nothing', async () => {
    load = startLoad(doorOf(running));
    for (let time = 0; time < times; time += 1) {
      await load.progress(100);
      await killPostgres(home);
      await until('it is not ready', async () => (await readiness(running.url)) === 503);
      await until('it is ready again', async () => (await readiness(running.url)) === 200);
    }
    await load.progress(100);
    const journal = await load.stop();
    await expectRecovered(await databaseOf(home), journal);
    await expect(startStandalone({ home })).rejects.toThrow('Tasuki already runs on');
    expect(await running.stop()).toBe(0);
  }, 120_000);

  it('leaves the home to another process that was faster', async () => {
    running.child.kill('SIGSTOP');
    await killPostgres(home);
    const other = await startStandalone({ home, env });
    expect(await running.stop('SIGCONT')).toBe(1);
    expect(running.output()).toContain(`Another process has taken ${home} over`);
    await delay(1_500);
    expect(await readiness(other.url)).toBe(200);
    expect(await other.stop()).toBe(0);
  });
});
