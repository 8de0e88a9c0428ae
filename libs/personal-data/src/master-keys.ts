import { reasonOf, StartupError, writePrivateFile } from '@tasuki/platform';
import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

/** Wraps all other keys. Kept in a file of mode 0600, never in the database. */
export interface MasterKeys {
  /** The key to wrap with. */
  current(): Promise<MasterKey>;
  /** Any key in the file as it was a second ago at most; @throws Error when it does not hold it. */
  byId(id: string): Promise<MasterKey>;
  /** Puts a new key first; those before it stay readable until they are dropped. */
  add(): Promise<MasterKey>;
  /** Drops all but the current key. Only when nothing is wrapped by the others any more. */
  dropOthers(): Promise<void>;
}

export interface MasterKey {
  readonly id: string;
  readonly key: Buffer;
}

const line = /^([0-9a-f]{8}):([A-Za-z0-9+/]{43}=)$/;

/** Every command opens a key, and a look at the file takes as long as a small query. */
const openWithoutLookMs = 1_000;

/** A file of `id:base64` lines, the current key first; read again when it was changed. */
export function masterKeysFile(path: string): MasterKeys {
  /** The file's time has a grain: what we wrote ourselves, or miss, is read again in any case. */
  let cached: { readonly keys: readonly MasterKey[]; readonly changed: number } | undefined;
  let lookedAt = -Infinity;

  async function keys(): Promise<readonly MasterKey[]> {
    const { mtimeMs } = await stat(path).catch((error: unknown) => {
      throw new StartupError(
        `The master key file ${path} cannot be read (${reasonOf(error)}); restore it from your backup or set TASUKI_MASTER_KEY_FILE.`,
      );
    });
    if (cached?.changed !== mtimeMs) {
      cached = { keys: parse(await readFile(path, 'utf8'), path), changed: mtimeMs };
    }
    lookedAt = performance.now();
    return cached.keys;
  }

  async function write(all: readonly MasterKey[]): Promise<void> {
    await writePrivateFile(path, render(all));
    cached = undefined;
  }

  return {
    current: async () => (await keys())[0]!,
    async byId(id) {
      const named = (all: readonly MasterKey[]) => all.find((key) => key.id === id);
      // What an id names never changes; the key to wrap with may, and is looked up each time.
      if (performance.now() - lookedAt < openWithoutLookMs) {
        const remembered = named(cached?.keys ?? []);
        if (remembered !== undefined) return remembered;
      }
      const known = named(await keys());
      if (known === undefined) cached = undefined;
      const found = known ?? named(await keys());
      if (found === undefined) throw new Error(`the master key file ${path} has no key ${id}`);
      return found;
    },
    async add() {
      const key = newKey();
      await write([key, ...(await keys())]);
      return key;
    },
    async dropOthers() {
      await write((await keys()).slice(0, 1));
    },
  };
}

/** Makes the file at first start; one that exists is left alone. */
export async function createMasterKeyFile(path: string): Promise<void> {
  await writePrivateFile(path, render([newKey()]), { replace: false });
}

function newKey(): MasterKey {
  return { id: randomBytes(4).toString('hex'), key: randomBytes(32) };
}

function parse(text: string, path: string): MasterKey[] {
  const lines = text.split('\n').filter((l) => l !== '');
  const keys = lines.map((l) => {
    const [, id, key] = line.exec(l) ?? [];
    if (id === undefined || key === undefined) {
      throw new StartupError(`${path} is no master key file: each line must be id:key-in-base64.`);
    }
    return { id, key: Buffer.from(key, 'base64') };
  });
  if (keys.length === 0) throw new StartupError(`The master key file ${path} is empty.`);
  return keys;
}

function render(keys: readonly MasterKey[]): string {
  return keys.map(({ id, key }) => `${id}:${key.toString('base64')}\n`).join('');
}
