import { join } from 'node:path';
import { findEmbeddedPostgres } from '../../libs/platform/src/embedded-postgres/embedded-postgres';
import { placeOf } from '../../libs/platform/src/embedded-postgres/home';
import { findPostmaster } from '../../libs/platform/src/embedded-postgres/postmaster';
import { type Standalone } from '../e2e/standalone-process';
import { type Door } from './client';
import { type Sending } from './life-of-a-lead';

/** The door of a standalone installation, with the tokens that it prints. */
export function doorOf({ url, tokens }: Standalone): Door {
  const sender = (role: Sending) => ({ subject: `${role}@tasuki`, token: tokens[role]! });
  return {
    url,
    senders: {
      marketing: sender('marketing'),
      inside_sales: sender('inside_sales'),
      sales: sender('sales'),
    },
  };
}

/** What of a home is needed to look into its database. */
export async function databaseOf(home: string): Promise<{ url: string; masterKeyFile: string }> {
  const url = await findEmbeddedPostgres(home);
  if (url === undefined) throw new Error(`no server runs on ${home}`);
  return { url, masterKeyFile: join(home, 'master.key') };
}

/** SIGKILL for the server of a home, as the system's memory killer does it. */
export async function killPostgres(home: string): Promise<void> {
  const { pid } = (await findPostmaster((await placeOf(home)).data))!;
  process.kill(pid, 'SIGKILL');
}

/** The status of its readiness: 200 or 503. */
export async function readiness(url: string): Promise<number> {
  return (await fetch(`${url}/health/ready`)).status;
}
