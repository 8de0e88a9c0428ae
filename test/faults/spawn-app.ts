import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { until } from './until';

export type App = 'lead-api' | 'projector' | 'relay' | 'scorer' | 'notifier';

/** A process of Tasuki, as built. */
export interface SpawnedApp {
  /** @returns its exit code or the signal that ended it */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

/**
 * Starts one that answers for its health on this port; comes back when it is live.
 * @throws Error with what it printed last when it ends before
 */
export async function spawnApp(
  app: App,
  port: number,
  env: Readonly<Record<string, string>>,
): Promise<SpawnedApp> {
  const main = join(__dirname, `../../dist/apps/${app}/src/main.js`);
  const child: ChildProcess = spawn(process.execPath, ['--enable-source-maps', main], {
    env: {
      PATH: process.env.PATH,
      LOG_LEVEL: 'warn',
      [app === 'lead-api' ? 'PORT' : 'WORKER_PORT']: String(port),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const keep = (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-5_000));
  child.stdout!.on('data', keep);
  child.stderr!.on('data', keep);
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal!));
  });
  let code: number | NodeJS.Signals | undefined;
  void ended.then((value) => (code = value));
  await until(`${app} is live`, async () => code !== undefined || (await isLive(port)));
  if (code !== undefined) throw new Error(`${app} ended with ${code}: ${printed}`);
  return {
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

function isLive(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/health/live`).then(
    ({ ok }) => ok,
    () => false,
  );
}
