import { spawn } from 'node:child_process';

/**
 * Jest runs no teardown when it is interrupted or killed: a process of its own then sees our end of
 * its input close, and cleans up.
 * @param cleanUp a shell script; `$1` is the folder
 * @returns what says that there is nothing left to clean up
 */
export function guard(cleanUp: string, folder: string): () => void {
  const child = spawn('sh', ['-c', `read -r finished && exit\n${cleanUp}`, 'sh', folder], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  return () => child.stdin.end('finished\n');
}
