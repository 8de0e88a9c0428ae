import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { placeOf } from '../../libs/platform/src/embedded-postgres/home';
import { guard } from './guard';

const endOfGuard = new Map<string, () => void>();

/** A server lives in a session of its own: it goes on when the tests end. */
const stopAndRemove = `
folder=$(cat "$1/postgres/location" 2>/dev/null || echo "$1/postgres")
if pid=$(head -n 1 "$folder/data/postmaster.pid" 2>/dev/null); then
  kill -INT "$pid"
  while [ -e "$folder/data/postmaster.pid" ] && kill -0 "$pid"; do sleep 0.1; done
fi
rm -rf "$folder" "$1"`;

/** A temporary home that the account of root's server may enter. */
export async function makePostgresHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'tasuki-postgres-'));
  await chmod(home, 0o711);
  endOfGuard.set(home, guard(stopAndRemove, home));
  return home;
}

/** Removes a home, and its cluster, which may lie elsewhere when the temporary folder is private. */
export async function removePostgresHome(home: string): Promise<void> {
  const { data } = await placeOf(home);
  await rm(dirname(data), { recursive: true, force: true });
  await rm(home, { recursive: true, force: true });
  endOfGuard.get(home)?.();
  endOfGuard.delete(home);
}
