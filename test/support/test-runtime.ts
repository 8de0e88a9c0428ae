import { createMasterKeyFile } from '@tasuki/personal-data';
import { type Clock, silentLogger } from '@tasuki/platform';
import { openRuntime, type Runtime } from '@tasuki/runtime';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase } from './database';

/** A whole installation on a database of a test's own. */
export interface TestRuntime extends Runtime {
  readonly url: string;
  readonly masterKeyFile: string;
  /** Closes it and removes its database. */
  remove(): Promise<void>;
}

/** @param peopleFile its path; nobody when left out */
export async function openTestRuntime(clock?: Clock, peopleFile?: string): Promise<TestRuntime> {
  const database = await createDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'tasuki-keys-'));
  const masterKeyFile = join(folder, 'master.key');
  await createMasterKeyFile(masterKeyFile);
  const config = {
    DATABASE_URL: database.url,
    TASUKI_MASTER_KEY_FILE: masterKeyFile,
    DATABASE_POOL: 10,
    ...(peopleFile !== undefined && { TASUKI_PEOPLE_FILE: peopleFile }),
  };
  const runtime = await openRuntime(config, silentLogger, clock);
  return {
    ...runtime,
    url: database.url,
    masterKeyFile,
    async remove() {
      await runtime.close();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
}

/** The origin of a command that somebody in marketing sends. */
export function anOrigin(id: string = randomUUID()) {
  return {
    id,
    actor: { subject: 'aiko', department: 'marketing' as const },
    correlationId: randomUUID(),
    causationId: null,
  };
}
