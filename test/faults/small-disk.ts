import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../../libs/platform/src/startup-error';

function mounted(folder: string, megabytes: number): boolean {
  // Root's server runs as another user, who must get in.
  const options = `size=${megabytes}m,mode=0711`;
  const { status } = spawnSync('mount', [
    '-t',
    'tmpfs',
    '-o',
    options,
    'tasuki-small-disk',
    folder,
  ]);
  return status === 0;
}

/** Whether this user may mount a file system: root may, unless a container forbids it. */
export function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'tasuki-mount-'));
  const may = mounted(folder, 1);
  if (may) unmount(folder);
  rmdirSync(folder);
  return may;
}

/** Puts a file system of so many megabytes, in memory, where this folder is. */
export function mount(folder: string, megabytes: number): void {
  if (!mounted(folder, megabytes)) throw new Error(`${folder} could not be mounted`);
}

/** Takes it away, with all that it holds, also when somebody still has a file open there. */
export function unmount(folder: string): void {
  const { status, stderr } = spawnSync('umount', ['--lazy', folder]);
  if (status !== 0) throw new Error(`${folder} could not be unmounted: ${stderr.toString()}`);
}

const ballastIn = (folder: string) => join(folder, 'ballast');

/** Leaves no byte free; what others free meanwhile is taken by the next call. */
export async function fillUp(folder: string): Promise<void> {
  const ballast = await open(ballastIn(folder), 'a');
  try {
    for (let size = 1_048_576; size >= 1; size = Math.floor(size / 16)) {
      const chunk = Buffer.alloc(size);
      while (await fits(ballast.write(chunk)));
    }
  } finally {
    await ballast.close();
  }
}

async function fits(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOSPC') return false;
    throw error;
  }
}

export async function makeRoom(folder: string): Promise<void> {
  await rm(ballastIn(folder));
}
