import { createMasterKeyFile } from '@tasuki/personal-data';
import {
  codeOf,
  makeFolder,
  newSigningKey,
  reasonOf,
  type SigningKey,
  StartupError,
  writePrivateFile,
} from '@tasuki/platform';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The folder in which an installation in one process keeps what is its own. */
export interface Home {
  readonly path: string;
  readonly masterKeyFile: string;
  readonly jwksFile: string;
  signingKey(): Promise<SigningKey['privateKey']>;
}

/**
 * Makes what is missing: the folder, the master key, the key that signs access tokens. What is
 * there is left alone; every secret has mode 0600 whatever the umask is.
 * @throws StartupError when the folder cannot be written
 */
export async function openHome(folder = process.env.TASUKI_HOME ?? '.tasuki'): Promise<Home> {
  const path = resolve(folder);
  const masterKeyFile = join(path, 'master.key');
  const signingKeyFile = join(path, 'signing-key.json');
  const jwksFile = join(path, 'jwks.json');
  try {
    await makeFolder(path);
    await createMasterKeyFile(masterKeyFile);
    await createSigningKey(signingKeyFile, jwksFile);
  } catch (error) {
    if (error instanceof StartupError) throw error;
    throw new StartupError(
      `The folder ${path} cannot be written (${reasonOf(error)}); make it writable, or choose another: TASUKI_HOME=/some/folder npm start.`,
    );
  }
  return {
    path,
    masterKeyFile,
    jwksFile,
    signingKey: async () =>
      (JSON.parse(await readFile(signingKeyFile, 'utf8')) as SigningKey).privateKey,
  };
}

/** The private key's file is written last: with it the pair is complete. */
async function createSigningKey(signingKeyFile: string, jwksFile: string): Promise<void> {
  const exists = await readFile(signingKeyFile).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    },
  );
  if (exists) return;
  const key = await newSigningKey();
  await writePrivateFile(jwksFile, JSON.stringify(key.jwks));
  await writePrivateFile(signingKeyFile, JSON.stringify(key));
}
