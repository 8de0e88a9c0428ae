import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { createDatabase } from '../../../../test/support/database';
import { startOwnPostgres } from '../../../../test/support/own-postgres';
import { makePostgresHome, removePostgresHome } from '../../../../test/support/postgres-folder';
import { StartupError } from '../startup-error';
import { findEmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres';
import { placeOf } from './home';
import { findPostmaster } from './postmaster';

const asRoot = process.getuid?.() === 0;

async function query<T>(url: string, text: string): Promise<T | undefined> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ value: T }>(text);
    return rows[0]?.value;
  } finally {
    await client.end();
  }
}

async function postmasterOf(home: string) {
  const postmaster = await findPostmaster((await placeOf(home)).data);
  if (!postmaster) throw new Error('no server runs');
  return postmaster;
}

describe('the embedded PostgreSQL', () => {
  let home: string;
  beforeEach(async () => {
    home = await makePostgresHome();
  });
  afterEach(async () => {
    // Whatever the test left running; a home that was never begun has no server to stop.
    if (await findEmbeddedPostgres(home)) await (await startEmbeddedPostgres({ home })).stop();
    await removePostgresHome(home);
  });

  it('starts on an empty home and finds its data and its port again', async () => {
    const first = await startEmbeddedPostgres({ home });
    await query(first.url, "CREATE TABLE kept AS SELECT 'yes' AS value");
    await first.stop();
    const second = await startEmbeddedPostgres({ home });
    expect(second.takenOver).toBe(false);
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'SELECT value FROM kept')).toBe('yes');
  });

  it('takes over a server that was left running', async () => {
    const left = await startEmbeddedPostgres({ home });
    await query(left.url, "CREATE TABLE kept AS SELECT 'yes' AS value");
    const before = await postmasterOf(home);
    const server = await startEmbeddedPostgres({ home });
    expect(server.takenOver).toBe(true);
    expect(server.url).toBe(left.url);
    expect(await postmasterOf(home)).toEqual(before);
    expect(await query(server.url, 'SELECT value FROM kept')).toBe('yes');
  });

  it('is found by other processes while it runs, and stops only once', async () => {
    expect(await findEmbeddedPostgres(home)).toBeUndefined();
    const server = await startEmbeddedPostgres({ home });
    expect(await findEmbeddedPostgres(home)).toBe(server.url);
    await server.stop();
    await server.stop();
    expect(await findEmbeddedPostgres(home)).toBeUndefined();
  });

  it('begins anew after an interrupted first start', async () => {
    const folder = join(home, 'postgres');
    const noProcess = 2 ** 22 + 1;
    const abandoned = join(folder, `initdb-${noProcess}`);
    await mkdir(join(abandoned, 'data', 'base'), { recursive: true });
    await chmod(folder, 0o711);
    await writeFile(join(abandoned, 'password'), 'half');
    const server = await startEmbeddedPostgres({ home });
    expect(await query(server.url, 'SELECT 1 AS value')).toBe(1);
    expect((await readdir(folder)).sort()).toEqual(['data', 'password', 'server.log']);
  });

  it('is not hindered by the lock file of a crash whose pid is now another process', async () => {
    const first = await startEmbeddedPostgres({ home });
    const { data } = await placeOf(home);
    const lock = await readFile(join(data, 'postmaster.pid'), 'utf8');
    await first.stop();
    // Our own pid stands for the other process; PostgreSQL would refuse to start beside it.
    await writeFile(join(data, 'postmaster.pid'), lock.replace(/^\d+/, String(process.pid)));
    expect(await findEmbeddedPostgres(home)).toBeUndefined();
    await first.stop();
    const second = await startEmbeddedPostgres({ home });
    expect(second.takenOver).toBe(false);
    expect((await postmasterOf(home)).pid).not.toBe(process.pid);
  });

  it.each([0o077, 0o022])('keeps its secrets to itself under umask %o', async (umask) => {
    const previous = process.umask(umask);
    try {
      const server = await startEmbeddedPostgres({ home });
      const { data, log } = await placeOf(home);
      const mode = async (file: string) => (await stat(file)).mode & 0o777;
      expect(await mode(join(home, 'postgres', 'password'))).toBe(0o600);
      expect(await mode(data)).toBe(0o700);
      expect(await mode(log)).toBe(0o600);
      expect((await readdir(dirname(data))).filter((name) => name.startsWith('initdb'))).toEqual(
        [],
      );
      await server.stop();
    } finally {
      process.umask(previous);
    }
  });

  it('minds its settings, and neither LANG nor PGPORT', async () => {
    const { LANG, PGPORT } = process.env;
    delete process.env.LANG;
    process.env.PGPORT = '1';
    try {
      const settings = { application_name: "it's a $HOME test" };
      const { url } = await startEmbeddedPostgres({ home, settings });
      expect(await query(url, "SELECT length('株式会社') AS value")).toBe(4);
      const value = "SELECT reset_val AS value FROM pg_settings WHERE name = 'application_name'";
      expect(await query(url, value)).toBe("it's a $HOME test");
    } finally {
      if (LANG !== undefined) process.env.LANG = LANG;
      if (PGPORT === undefined) delete process.env.PGPORT;
      else process.env.PGPORT = PGPORT;
    }
  });

  it('refuses a port that is taken, in one sentence', async () => {
    const other = await new Promise<Server>((resolve) => {
      const listening = createServer().listen(0, '127.0.0.1', () => resolve(listening));
    });
    const { port } = other.address() as { port: number };
    try {
      const start = startEmbeddedPostgres({ home, port });
      await expect(start).rejects.toThrow(StartupError);
      await expect(start).rejects.toThrow(`Port ${port} of 127.0.0.1`);
    } finally {
      other.close();
    }
  });

  it('refuses a home that cannot be written, naming the folder and the remedy', async () => {
    let folder = '/proc/nope';
    if (!asRoot) {
      folder = join(home, 'closed');
      await mkdir(folder, { mode: 0o500 });
    }
    const start = startEmbeddedPostgres({ home: folder });
    await expect(start).rejects.toThrow(StartupError);
    await expect(start).rejects.toThrow(new RegExp(`^The folder ${folder} .*TASUKI_HOME[^\n]*$`));
  });

  it('refuses a password file that is not the one of the data', async () => {
    const server = await startEmbeddedPostgres({ home });
    await server.stop();
    const password = join(home, 'postgres', 'password');
    const kept = await readFile(password, 'utf8');
    await writeFile(password, 'wrong');
    await expect(startEmbeddedPostgres({ home })).rejects.toThrow(/postgres\/password/);
    expect(await findEmbeddedPostgres(home)).toBeUndefined();
    await writeFile(password, kept);
  });

  it('listens on the loopback interface only', async () => {
    const server = await startEmbeddedPostgres({ home });
    const { port } = new URL(server.url);
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter((address) => address.family === 'IPv4' && !address.internal);
    for (const { address } of others) {
      const client = new Client({ host: address, port: Number(port), user: 'tasuki' });
      await expect(client.connect()).rejects.toThrow('ECONNREFUSED');
    }
    const addresses = "SELECT current_setting('listen_addresses') AS value";
    expect(await query(server.url, addresses)).toBe('127.0.0.1');
    const sockets = "SELECT current_setting('unix_socket_directories') AS value";
    expect(await query(server.url, sockets)).toBe('');
  });

  (asRoot ? it : it.skip)('does not run as root, nor keep the data out of its reach', async () => {
    await chmod(home, 0o700);
    const server = await startEmbeddedPostgres({ home });
    const { pid } = await postmasterOf(home);
    expect((await stat(`/proc/${pid}`)).uid).not.toBe(0);
    expect((await placeOf(home)).data).toMatch(/^\/var\/lib\/tasuki\//);
    await query(server.url, "CREATE TABLE kept AS SELECT 'yes' AS value");
    await server.stop();
    const again = await startEmbeddedPostgres({ home });
    expect(await query(again.url, 'SELECT value FROM kept')).toBe('yes');
  });
});

describe('a server of a test’s own', () => {
  it('comes back with its data on the same address after each kind of restart', async () => {
    const server = await startOwnPostgres();
    try {
      await query(server.url, 'CREATE TABLE seen (mode text)');
      for (const mode of ['fast', 'immediate', 'kill'] as const) {
        await query(server.url, `INSERT INTO seen VALUES ('${mode}')`);
        await server.restart(mode);
      }
      expect(await query(server.url, 'SELECT count(*)::int AS value FROM seen')).toBe(3);
    } finally {
      await server.stop();
    }
  });
});

describe('a test database', () => {
  it('is empty, reachable and gone after its drop', async () => {
    const database = await createDatabase();
    const tables = "SELECT count(*)::int AS value FROM pg_tables WHERE schemaname = 'public'";
    expect(await query(database.url, tables)).toBe(0);
    const idle = new Client({ connectionString: database.url });
    idle.on('error', () => undefined);
    await idle.connect();
    await database.drop();
    await expect(query(database.url, tables)).rejects.toThrow('does not exist');
  });
});
