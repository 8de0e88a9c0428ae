import { createMasterKeyFile } from '@tasuki/personal-data';
import { isDepartment, newSigningKey, type Role, signToken } from '@tasuki/platform';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port';
import { type Door } from './client';
import { type App, spawnApp, type SpawnedApp } from './spawn-app';

/** A process; of a second one of an app, the app with a number behind it. */
export type Instance = App | 'scorer-2';

/** Without Kafka, consumers follow the log itself. */
export const apps = ['lead-api', 'projector', 'scorer'] as const satisfies readonly Instance[];
export const appsWithKafka = [
  'lead-api',
  'projector',
  'relay',
  'scorer',
  'scorer-2',
  'notifier',
] as const satisfies readonly Instance[];

/** Tasuki in several processes on one database, as built; each keeps its address when it is started again. */
export interface Distributed {
  readonly door: Door;
  readonly masterKeyFile: string;
  /** Where the process answers for its health. */
  urlOf(app: Instance): string;
  start(app: Instance): Promise<void>;
  /** SIGKILL; comes back when it is gone. */
  kill(app: Instance): Promise<void>;
  /** Ends all of them as an operator does. @returns their exit codes or signals */
  stop(): Promise<readonly (number | NodeJS.Signals)[]>;
}

export async function startDistributed(
  databaseUrl: string,
  {
    instances = apps,
    env: more = {},
  }: {
    readonly instances?: readonly Instance[];
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<Distributed> {
  const folder = await mkdtemp(join(tmpdir(), 'tasuki-faults-'));
  const masterKeyFile = join(folder, 'master.key');
  const jwksFile = join(folder, 'jwks.json');
  await createMasterKeyFile(masterKeyFile);
  const { privateKey, jwks } = await newSigningKey();
  await writeFile(jwksFile, JSON.stringify(jwks));
  const ports = new Map<Instance, number>();
  for (const instance of instances) ports.set(instance, await freePort());
  const running = new Map<Instance, SpawnedApp>();
  const urlOf = (app: Instance) => `http://127.0.0.1:${ports.get(app)}`;

  async function start(instance: Instance): Promise<void> {
    const env = {
      DATABASE_URL: databaseUrl,
      TASUKI_MASTER_KEY_FILE: masterKeyFile,
      TASUKI_JWKS: jwksFile,
      TASUKI_RATE_LIMIT: '0',
      ...more,
    };
    const app = instance.replace(/-\d$/, '') as App;
    running.set(instance, await spawnApp(app, ports.get(instance)!, env));
  }

  const end = (app: Instance, signal: NodeJS.Signals) => running.get(app)!.end(signal);

  const token = (role: Role) =>
    signToken(privateKey, {
      subject: `a-${role}`,
      department: isDepartment(role) ? role : null,
      roles: [role],
      issuer: 'tasuki',
      audience: 'tasuki',
      validFor: '24h',
    });
  const sender = async (role: Role) => ({ subject: `a-${role}`, token: await token(role) });

  await Promise.all(instances.map(start));
  return {
    door: {
      url: urlOf('lead-api'),
      senders: {
        marketing: await sender('marketing'),
        inside_sales: await sender('inside_sales'),
        sales: await sender('sales'),
      },
    },
    masterKeyFile,
    urlOf,
    start,
    kill: async (app) => void (await end(app, 'SIGKILL')),
    async stop() {
      const codes = await Promise.all(instances.map((app) => end(app, 'SIGTERM')));
      await rm(folder, { recursive: true });
      return codes;
    },
  };
}
