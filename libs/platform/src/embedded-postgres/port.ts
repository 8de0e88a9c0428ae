import { createServer, type AddressInfo } from 'node:net';
import { codeOf, reasonOf, StartupError } from '../startup-error';

/** Listens for a moment: gives the port that was free (any one for 0), or the error. */
function tryPort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const { port: found } = server.address() as AddressInfo;
      server.close(() => resolve(found));
    });
  });
}

/**
 * The port to start on: the one asked for, else the one last used, else any free one.
 * @throws StartupError when the one asked for cannot be had
 */
export async function choosePort(asked?: number, last?: number): Promise<number> {
  if (asked !== undefined) {
    try {
      return await tryPort(asked);
    } catch (error) {
      const reason = codeOf(error) === 'EADDRINUSE' ? 'in use by another process' : reasonOf(error);
      throw new StartupError(
        `Port ${asked} of 127.0.0.1, asked for the embedded PostgreSQL, cannot be had (${reason}): free it, or ask for another one.`,
        { cause: error },
      );
    }
  }
  if (last === undefined) return tryPort(0);
  return tryPort(last).catch((error: unknown) => {
    if (codeOf(error) !== 'EADDRINUSE') throw error;
    return tryPort(0);
  });
}
