import { startEmbeddedPostgres } from '@tasuki/platform';
import { Client } from 'pg';
import { makePostgresHome, removePostgresHome } from '../../support/postgres-folder';

/** The one server that all contenders share, each with a database of its own. */
export interface Servers {
  /** Makes an empty database and gives its address. */
  createDatabase(name: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  readonly version: string;
  stop(): Promise<void>;
}

/** Starts PostgreSQL in a temporary folder with its default settings: what is committed is on disk. */
export async function startServer(): Promise<Servers> {
  const home = await makePostgresHome();
  const server = await startEmbeddedPostgres({ home }).catch(async (error: unknown) => {
    await removePostgresHome(home);
    throw error;
  });
  const ask = async (statement: string): Promise<string> => {
    const client = new Client({ connectionString: server.url });
    await client.connect();
    try {
      const { rows } = await client.query<{ setting: string }>(statement);
      return rows[0]?.setting ?? '';
    } finally {
      await client.end();
    }
  };
  const fsync = await ask(`select current_setting('fsync') as setting`);
  if (fsync !== 'on') throw new Error('the server does not write to disk');
  return {
    version: await ask(`select current_setting('server_version') as setting`),
    async createDatabase(name) {
      await ask(`create database ${name} template template0`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    dropDatabase: async (name) => void (await ask(`drop database if exists ${name} with (force)`)),
    async stop() {
      await server.stop();
      await removePostgresHome(home);
    },
  };
}
