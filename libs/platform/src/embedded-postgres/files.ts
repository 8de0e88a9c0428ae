import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from '../startup-error';

async function unlessMissing<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

export function readIfPresent(file: string): Promise<string | undefined> {
  return unlessMissing(readFile(file, 'utf8'));
}

export function statIfPresent(file: string) {
  return unlessMissing(stat(file));
}

export async function exists(file: string): Promise<boolean> {
  return (await statIfPresent(file)) !== undefined;
}

/**
 * Makes a folder and those above it; tells whether it was missing. Node's own `recursive` never comes
 * back where the system answers "no such file" for a folder that nobody can make, as below /proc.
 */
export async function makeFolder(folder: string): Promise<boolean> {
  if (await exists(folder)) return false;
  const parent = dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  }
}
