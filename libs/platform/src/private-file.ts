import { randomBytes } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { codeOf } from './startup-error';

/**
 * Writes a secret that only its owner may read (mode 0600, whatever the umask is). The file appears
 * complete or not at all.
 * @param replace when false, one that is there is left alone
 */
export async function writePrivateFile(
  path: string,
  content: string,
  { replace = true } = {},
): Promise<void> {
  const draft = `${path}.${randomBytes(4).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
    if (replace) await rename(draft, path);
    else await link(draft, path);
  } catch (error) {
    if (replace || codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
}
