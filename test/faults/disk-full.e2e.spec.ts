import { Client } from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { type Standalone, startStandalone } from '../e2e/standalone-process';
import { isFault } from '../support/fault';
import { makePostgresHome, removePostgresHome } from '../support/postgres-folder';
import { expectRecovered } from './aftermath';
import { type Load, startLoad } from './load';
import { fillUp, makeRoom, mayMount, mount, unmount } from './small-disk';
import { databaseOf, doorOf, readiness } from './standalone';
import { until } from './until';

const megabytes = 192;
/** Answers of 507 to wait for: every append waits for 5 s before one. */
const enough = isFault ? 30 : 5;
const may = mayMount();
const title = may ? 'a full disk' : 'a full disk: not run, since this user may not mount a tmpfs';

(may ? describe : describe.skip)(title, () => {
  let home: string;
  let running: Standalone;
  let load: Load;
  beforeEach(async () => {
    home = await makePostgresHome();
    mount(home, megabytes);
    running = await startStandalone({ home, env: { TASUKI_RATE_LIMIT: '0' } });
    load = startLoad(doorOf(running));
    await load.progress(100);
  });
  afterEach(async () => {
    load.abandon();
    await running.stop();
    unmount(home);
    await removePostgresHome(home);
  });

  it('is answered 507 or 503, loses nothing, and needs nobody but who makes room', async () => {
    await fillUp(home);
    const refused = () => load.journal.answers.get('507 insufficient_storage') ?? 0;
    await until('commands are answered 507', () => refused() > enough);
    await makeRoom(home);
    await expectAllWellAgain();
  }, 180_000);

  it('may bring the database down, whose own log finds no room, and it comes up again by itself', async () => {
    await fillUp(home);
    await writeUntilDown((await databaseOf(home)).url);
    // Recovery makes some room, so that the server comes up and falls over again, or stays down.
    await fillUp(home);
    await delay(5_000);
    await makeRoom(home);
    await expectAllWellAgain();
  }, 180_000);

  async function expectAllWellAgain(): Promise<void> {
    await load.progress(100);
    await until('it is ready', async () => (await readiness(running.url)) === 200);
    await expectRecovered(await databaseOf(home), await load.stop());
  }
});

/** Makes the server write its own log until that finds no room: it ends itself then. */
async function writeUntilDown(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  const { promise: down, resolve } = Promise.withResolvers<void>();
  client.on('error', () => undefined);
  client.once('end', () => resolve());
  await client.connect();
  const message = "select pg_logical_emit_message(false, 'ballast', repeat('x', 1000000))";
  for (let isUp = true; isUp;) {
    isUp = await client.query(message).then(
      () => true,
      () => false,
    );
  }
  await down;
}
