import { type Health, type Metrics, StartupError } from '@tasuki/platform';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';

/**
 * Health and metrics of a process that has no door: `/health/live`, `/health/ready`, `/metrics`.
 * @throws StartupError when the port is taken
 */
export async function serveWorkerHttp(
  port: number,
  host: string,
  { health, metrics }: { readonly health: Health; readonly metrics: Metrics },
): Promise<{ close(): Promise<void> }> {
  const answer = async (path: string | undefined, reply: ServerResponse): Promise<void> => {
    switch (path) {
      case '/health/live':
        return json(reply, 200, { status: 'live' });
      case '/health/ready': {
        const report = await health.report();
        return json(reply, report.status === 'ready' ? 200 : 503, report);
      }
      case '/metrics': {
        const text = await metrics.text();
        reply.writeHead(200, { 'content-type': metrics.contentType }).end(text);
        return;
      }
      default:
        return json(reply, 404, { status: 'no such route' });
    }
  };
  const server = createServer((request, reply) => {
    answer(request.url?.split('?')[0], reply).catch(() =>
      json(reply, 503, { status: 'not_ready' }),
    );
  });
  server.listen(port, host);
  const listening = once(server, 'listening');
  await listening.catch((error: unknown) => {
    throw new StartupError(`WORKER_PORT ${port} cannot be used: ${(error as Error).message}.`);
  });
  return {
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function json(reply: ServerResponse, status: number, body: object): void {
  reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
