import { type HttpConfig, pause, StartupError } from '@tasuki/platform';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { guard } from '../../test/support/guard';

/** A process of Tasuki, as built, whose output goes where ours goes. */
export interface Running {
  /** Rejects when it ends without having been told to. */
  readonly ended: Promise<never>;
  stop(): Promise<void>;
}

export function startProcess(app: string, env: NodeJS.ProcessEnv): Running {
  const main = join(__dirname, `../../dist/apps/${app}/src/main.js`);
  const child = spawn(process.execPath, ['--enable-source-maps', main], {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    // A Ctrl-C of the terminal is for us: they are told in their turn.
    detached: true,
  });
  const finished = guard('kill -TERM $1', String(child.pid));
  const gone = new Promise<number | string>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'nothing'));
  });
  let isTold = false;
  const ended = gone.then((how): Promise<never> => {
    finished();
    if (isTold) return new Promise(() => undefined);
    throw new StartupError(`${app} has ended with ${how}; all the others were stopped.`);
  });
  ended.catch(() => undefined);
  return {
    ended,
    async stop() {
      isTold = true;
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** Until the door answers, or somebody wants to stop. */
export async function untilReady(
  { HOST, PORT }: Pick<HttpConfig, 'HOST' | 'PORT'>,
  stop: Promise<unknown>,
): Promise<void> {
  let isStopping = false;
  void stop.then(() => (isStopping = true));
  const isLive = () =>
    fetch(`http://${HOST}:${PORT}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!isStopping && !(await isLive())) await pause(100);
}
