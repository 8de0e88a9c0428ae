import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** A database of a test's own. */
export interface TestDatabase {
  readonly url: string;
  /** Drops it, ending whatever connections there are. */
  drop(): Promise<void>;
}

function serverUrl(): string {
  const url = process.env.TASUKI_TEST_POSTGRES;
  if (!url) throw new Error('There is no test server: only *.int.spec.ts files have one.');
  return url;
}

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Makes a fresh, empty, randomly named database on the int suite's server. */
export function createDatabase(): Promise<TestDatabase> {
  // template1 cannot be copied by several at once while somebody is connected to it.
  return copyOf('template0');
}

/** Another one that holds the same; nobody may be connected to the first. */
export function copyDatabase({ url }: TestDatabase): Promise<TestDatabase> {
  return copyOf(new URL(url).pathname.slice(1));
}

async function copyOf(template: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}
