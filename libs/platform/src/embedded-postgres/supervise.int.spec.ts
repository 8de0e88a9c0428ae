import { setTimeout as delay } from 'node:timers/promises';
import { makePostgresHome, removePostgresHome } from '../../../../test/support/postgres-folder';
import { silentLogger } from '../logger';
import {
  type EmbeddedPostgres,
  findEmbeddedPostgres,
  startEmbeddedPostgres,
} from './embedded-postgres';
import { placeOf } from './home';
import { findPostmaster } from './postmaster';

describe('an embedded PostgreSQL that is kept running', () => {
  let home: string;
  let server: EmbeddedPostgres;
  beforeEach(async () => {
    home = await makePostgresHome();
    server = await startEmbeddedPostgres({ home });
    server.keepRunning(silentLogger);
  });
  afterEach(async () => {
    await server.stop();
    await removePostgresHome(home);
  });

  async function pid(): Promise<number | undefined> {
    return (await findPostmaster((await placeOf(home)).data))?.pid;
  }

  async function kill(): Promise<void> {
    const killed = (await pid())!;
    process.kill(killed, 'SIGKILL');
    while ((await pid()) === killed) await delay(10);
  }

  async function untilUp(): Promise<void> {
    while ((await findEmbeddedPostgres(home)) === undefined) await delay(20);
  }

  it('is started again on its address whenever it is killed', async () => {
    for (let time = 0; time < 2; time += 1) {
      await kill();
      await untilUp();
      expect(await findEmbeddedPostgres(home)).toBe(server.url);
    }
  });

  it('stays down once it is stopped', async () => {
    await kill();
    await server.stop();
    await delay(2_500);
    expect(await findEmbeddedPostgres(home)).toBeUndefined();
  });

  it('is not fought over with another process that starts it too', async () => {
    const port = Number(new URL(server.url).port);
    await kill();
    const other = await startEmbeddedPostgres({ home, port });
    expect(other.url).toBe(server.url);
    const before = await pid();
    await delay(2_500);
    expect(await pid()).toBe(before);
  });

  it('is left as it is by whoever leaves it', async () => {
    await server.leave();
    expect(await findEmbeddedPostgres(home)).toBe(server.url);
    await kill();
    await delay(2_500);
    expect(await findEmbeddedPostgres(home)).toBeUndefined();
  });
});
