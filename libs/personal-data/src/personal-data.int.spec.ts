import { migrate, postgresPool, silentLogger } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Pool } from 'pg';
import { createDatabase, type TestDatabase } from '../../../test/support/database';
import { createMasterKeyFile, masterKeysFile, type MasterKeys } from './master-keys';
import { personalDataMigrations } from './migrations';
import { personalData } from './personal-data';

describe('personal data in PostgreSQL', () => {
  let database: TestDatabase;
  let pool: Pool;
  let folder: string;
  let masterKeyFile: string;
  beforeAll(async () => {
    database = await createDatabase();
    pool = postgresPool({ connectionString: database.url, logger: silentLogger });
    await migrate(pool, personalDataMigrations);
    folder = await mkdtemp(join(tmpdir(), 'tasuki-keys-'));
  });
  beforeEach(async () => {
    await pool.query('truncate lead_keys, installation_keys');
    masterKeyFile = join(folder, randomUUID());
    await createMasterKeyFile(masterKeyFile);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const open = (keys: MasterKeys = masterKeysFile(masterKeyFile)) => personalData(pool, keys);

  it('makes a lead its key once, also when two processes ask at once', async () => {
    const leadId = randomUUID();
    const vaults = await Promise.all(Array.from({ length: 10 }, () => open().vaultOrNew(leadId)));
    const sealed = vaults.map((vault) => vault.seal('name', '田中 葵'));
    expect(new Set(sealed).size).toBe(1);
    expect((await open().vault(leadId))?.open('name', sealed[0]!)).toBe('田中 葵');
  });

  it('has no vault for a lead that was never captured', async () => {
    expect(await open().vault(randomUUID())).toBeUndefined();
  });

  it('keeps no key in plain text in the database', async () => {
    const leadId = randomUUID();
    await open().vaultOrNew(leadId);
    const { rows } = await pool.query<{ wrapped: Buffer }>('select wrapped from lead_keys');
    expect(rows[0]!.wrapped).toHaveLength(12 + 32 + 16);
  });

  it('hashes an identity the same in every process', async () => {
    const email = { email: 'aoi@example.com' };
    const [one, two] = await Promise.all([open().identities(email), open().identities(email)]);
    expect(one).toEqual(two);
  });

  it('keeps the master key in a file of mode 0600 that a second start leaves alone', async () => {
    const before = await readFile(masterKeyFile, 'utf8');
    await createMasterKeyFile(masterKeyFile);
    expect(await readFile(masterKeyFile, 'utf8')).toBe(before);
    expect((await stat(masterKeyFile)).mode & 0o777).toBe(0o600);
  });

  describe('when the master key is rotated', () => {
    it('loses nothing: all leads open, identities hash as before, and new leads work', async () => {
      const people = open();
      const leads = Array.from({ length: 1200 }, () => randomUUID());
      const sealed = await Promise.all(
        leads.map(async (leadId) => (await people.vaultOrNew(leadId)).seal('name', leadId)),
      );
      const identities = await people.identities({ email: 'aoi@example.com' });
      const running = open();
      await running.identities({ email: 'x' });

      for (const round of [1, 2]) {
        expect(await open().rotateMasterKey()).toBe(leads.length + round);
        const names = await Promise.all(
          leads.map(async (leadId, index) =>
            (await running.vault(leadId))!.open('name', sealed[index]!),
          ),
        );
        expect(names).toEqual(leads);
        expect(await open().identities({ email: 'aoi@example.com' })).toEqual(identities);
        await running.vaultOrNew(randomUUID());
      }
    });

    it('loses nothing when two rotate at once', async () => {
      const leadId = randomUUID();
      const sealed = (await open().vaultOrNew(leadId)).seal('name', 'aoi');
      await Promise.all([open().rotateMasterKey(), open().rotateMasterKey()]);
      expect((await open().vault(leadId))!.open('name', sealed)).toBe('aoi');
    });

    it('is finished by a second call after a crash at any step', async () => {
      const people = open();
      const leadId = randomUUID();
      const sealed = (await people.vaultOrNew(leadId)).seal('name', 'aoi');
      for (let crashAt = 1; crashAt <= 6; crashAt += 1) {
        await expect(
          open(crashing(masterKeysFile(masterKeyFile), crashAt)).rotateMasterKey(),
        ).rejects.toThrow('crash');
        expect((await open().vault(leadId))!.open('name', sealed)).toBe('aoi');
      }
      await open().rotateMasterKey();
      expect((await open().vault(leadId))!.open('name', sealed)).toBe('aoi');
      const { rows } = await pool.query('select distinct master_key_id from lead_keys');
      expect(rows).toHaveLength(1);
    });

    it('says which key is missing when the file was lost', async () => {
      const leadId = randomUUID();
      await open().vaultOrNew(leadId);
      const other = join(folder, randomUUID());
      await createMasterKeyFile(other);
      await expect(open(masterKeysFile(other)).vault(leadId)).rejects.toThrow(
        /has no key [0-9a-f]{8}/,
      );
    });
  });
});

/** Master keys whose n-th use ends the process, as far as the caller can tell. */
function crashing(keys: MasterKeys, at: number): MasterKeys {
  let uses = 0;
  const step = () => {
    uses += 1;
    if (uses === at) throw new Error('crash');
  };
  return {
    current: async () => (step(), keys.current()),
    byId: async (id) => (step(), keys.byId(id)),
    add: async () => (step(), keys.add()),
    dropOthers: async () => (step(), keys.dropOthers()),
  };
}
