import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below what systems hand out for outgoing connections (Linux: from 32768 on). */
const [lowest, count] = [10_000, 22_000];
/**
 * A port is bound a while after it was handed out. Test files that run at once choose from different
 * ones, and a file gets none twice.
 */
const shares = 8;
const share = Number(process.env.JEST_WORKER_ID ?? 0) % shares;
const handedOut = new Set<number>();

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/**
 * A port for a server that goes down and comes back on the same address. One that the system hands
 * out by itself could meanwhile become the near end of a connection, even of one to itself.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + randomInt(count / shares) * shares + share;
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    if (await isFree(port)) return port;
  }
}
