import { gather, withClient } from '@tasuki/platform';
import { randomBytes } from 'node:crypto';
import { type Pool } from 'pg';
import { decrypt, encrypt, nonceLength } from './cipher';
import { type MasterKey, type MasterKeys } from './master-keys';

/** The keys of leads and of the installation, each wrapped by the master key. */
export interface KeyStore {
  /** The key of a lead that may have none. */
  leadKey(leadId: string): Promise<Buffer | undefined>;
  /** A lead's key, made if there is none. */
  leadKeyOrNew(leadId: string): Promise<Buffer>;
  /** The installation's key for identity hashes, made at first use. */
  identityKey(): Promise<Buffer>;
  /** Wraps every key by the current master key. @returns how many were wrapped anew */
  rewrap(): Promise<number>;
  /** Runs work that no other process may do at the same time. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
}

interface Wrapped {
  readonly name: string;
  readonly master_key_id: string;
  readonly wrapped: Buffer;
}

interface KeyTable {
  readonly table: 'lead_keys' | 'installation_keys';
  readonly column: 'lead_id' | 'name';
  readonly type: 'uuid' | 'text';
}

const leadTable: KeyTable = { table: 'lead_keys', column: 'lead_id', type: 'uuid' };
const installationTable: KeyTable = { table: 'installation_keys', column: 'name', type: 'text' };
const rewrapBatch = 500;
const rotationLock = 0x7461_7375_6b72;

export function keyStore(pool: Pool, masterKeys: MasterKeys): KeyStore {
  async function unwrapAll(rows: readonly Wrapped[]): Promise<Buffer[]> {
    const ids = [...new Set(rows.map(({ master_key_id }) => master_key_id))];
    const found = await Promise.all(ids.map((id) => masterKeys.byId(id)));
    const byId = new Map(found.map(({ id, key }) => [id, key]));
    return rows.map(({ name, master_key_id, wrapped }) =>
      decrypt(byId.get(master_key_id)!, wrapped, name),
    );
  }

  async function find(
    { table, column }: KeyTable,
    names: readonly string[],
  ): Promise<Map<string, Buffer>> {
    const { rows } = await pool.query<Wrapped>({
      name: `find-${table}`,
      text: `select ${column}::text as name, master_key_id, wrapped from ${table}
             where ${column} = any($1)`,
      values: [names],
    });
    const keys = await unwrapAll(rows);
    return new Map(rows.map(({ name }, index) => [name, keys[index]!]));
  }

  /**
   * Makes the keys that are missing, then reads those that were there: most that are asked for are
   * new, and two processes may make the same key at once.
   */
  async function makeOrFind(of: KeyTable, names: readonly string[]): Promise<Map<string, Buffer>> {
    const { id, key } = await masterKeys.current();
    const random = randomBytes(32 * names.length);
    const fresh = names.map((_, index) => random.subarray(32 * index, 32 * (index + 1)));
    const { rows } = await pool.query<{ name: string }>({
      name: `make-${of.table}`,
      text: `insert into ${of.table} (${of.column}, master_key_id, wrapped)
             select name::${of.type}, $2, wrapped
             from unnest($1::text[], $3::bytea[]) made (name, wrapped)
             on conflict do nothing returning ${of.column}::text as name`,
      values: [names, id, names.map((name, index) => wrap(key, fresh[index]!, name))],
    });
    const made = new Set(rows.map(({ name }) => name));
    const others = names.filter((name) => !made.has(name));
    const found = others.length === 0 ? [] : await find(of, others);
    return new Map([
      ...names
        .map((name, index) => [name, fresh[index]!] as const)
        .filter(([name]) => made.has(name)),
      ...found,
    ]);
  }

  const leadKey = gather<string, Buffer | undefined>(
    async (leadIds) => {
      const keys = await find(leadTable, leadIds);
      return leadIds.map((leadId) => ({ value: keys.get(leadId) }));
    },
    { concurrency: 2, maxItems: 200 },
  );

  const leadKeyOrNew = gather<string, Buffer>(
    async (leadIds) => {
      const keys = await makeOrFind(leadTable, [...new Set(leadIds)]);
      return leadIds.map((leadId) => ({ value: keys.get(leadId)! }));
    },
    { concurrency: 2, maxItems: 200 },
  );

  let identity: Buffer | undefined;

  async function rewrapSome(of: KeyTable, current: MasterKey): Promise<number> {
    const { rows } = await pool.query<Wrapped>(
      `select ${of.column}::text as name, master_key_id, wrapped from ${of.table}
       where master_key_id <> $1 limit ${rewrapBatch}`,
      [current.id],
    );
    const keys = await unwrapAll(rows);
    await pool.query(
      `update ${of.table} set master_key_id = $2, wrapped = made.wrapped
       from unnest($1::text[], $3::bytea[]) made (name, wrapped)
       where ${of.table}.${of.column} = made.name::${of.type} and master_key_id <> $2`,
      [
        rows.map(({ name }) => name),
        current.id,
        rows.map(({ name }, index) => wrap(current.key, keys[index]!, name)),
      ],
    );
    return rows.length;
  }

  return {
    exclusively: (work) =>
      withClient(pool, async (client) => {
        await client.query(`select pg_advisory_lock(${rotationLock})`);
        try {
          return await work();
        } finally {
          await client.query(`select pg_advisory_unlock(${rotationLock})`);
        }
      }),
    leadKey,
    leadKeyOrNew,
    async identityKey() {
      const name = 'identity';
      identity ??=
        (await find(installationTable, [name])).get(name) ??
        (await makeOrFind(installationTable, [name])).get(name)!;
      return identity;
    },
    async rewrap() {
      const current = await masterKeys.current();
      let total = 0;
      for (const table of [installationTable, leadTable]) {
        let some: number;
        do {
          some = await rewrapSome(table, current);
          total += some;
        } while (some > 0);
      }
      return total;
    },
  };
}

function wrap(masterKey: Buffer, key: Buffer, name: string): Buffer {
  return encrypt(masterKey, randomBytes(nonceLength), key, name);
}
