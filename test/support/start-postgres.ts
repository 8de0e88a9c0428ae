import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../libs/platform/src/embedded-postgres/embedded-postgres';
import { makePostgresHome, removePostgresHome } from './postgres-folder';

let server: EmbeddedPostgres | undefined;
let home: string | undefined;

/** Jest's globalSetup of the int suite: one server for all test files, each with its own databases. */
export default async function startPostgres(): Promise<void> {
  home = await makePostgresHome();
  // Nothing here outlives the run, so nothing needs to reach the disk.
  const settings = { fsync: 'off', max_connections: '300' };
  server = await startEmbeddedPostgres({ home, settings });
  process.env.TASUKI_TEST_POSTGRES = server.url;
}

/** For globalTeardown, which Jest runs in the same process, also after failed tests. */
export async function stopPostgres(): Promise<void> {
  await server?.stop();
  if (home) await removePostgresHome(home);
}
