import { createMasterKeyFile } from '@tasuki/personal-data';
import { isDepartment, newSigningKey, type Role, signToken } from '@tasuki/platform';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port';
import { type Door } from './client';
import { type App, spawnApp, type SpawnedApp } from './spawn-app';

export const apps = ['lead-api', 'projector', 'scorer'] as const satisfies readonly App[];

/** Tasuki in several processes on one database, as built; each keeps its address when it is started again. */
export interface Distributed {
  readonly door: Door;
  readonly masterKeyFile: string;
  /** Where the process answers for its health. */
  urlOf(app: App): string;
  start(app: App): Promise<void>;
  /** SIGKILL; comes back when it is gone. */
  kill(app: App): Promise<void>;
  /** Ends all of them as an operator does. @returns their exit codes or signals */
  stop(): Promise<readonly (number | NodeJS.Signals)[]>;
}

export async function startDistributed(databaseUrl: string): Promise<Distributed> {
  const folder = await mkdtemp(join(tmpdir(), 'tasuki-faults-'));
  const masterKeyFile = join(folder, 'master.key');
  const jwksFile = join(folder, 'jwks.json');
  await createMasterKeyFile(masterKeyFile);
  const { privateKey, jwks } = await newSigningKey();
  await writeFile(jwksFile, JSON.stringify(jwks));
  const ports = {
    'lead-api': await freePort(),
    projector: await freePort(),
    scorer: await freePort(),
  };
  const running = new Map<App, SpawnedApp>();
  const urlOf = (app: App) => `http://127.0.0.1:${ports[app]}`;

  async function start(app: App): Promise<void> {
    const env = {
      DATABASE_URL: databaseUrl,
      TASUKI_MASTER_KEY_FILE: masterKeyFile,
      TASUKI_JWKS: jwksFile,
      TASUKI_RATE_LIMIT: '0',
    };
    running.set(app, await spawnApp(app, ports[app], env));
  }

  const end = (app: App, signal: NodeJS.Signals) => running.get(app)!.end(signal);

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

  await Promise.all(apps.map(start));
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
      const codes = await Promise.all(apps.map((app) => end(app, 'SIGTERM')));
      await rm(folder, { recursive: true });
      return codes;
    },
  };
}
