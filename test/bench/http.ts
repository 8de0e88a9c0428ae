import autocannon from 'autocannon';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runTypeScript } from '../support/run-typescript';
import { type Benchmark, type Measured } from './support/benchmark';

const server = join(__dirname, 'support/http-server.ts');
const [connections, seconds, rounds, leads] = [64, 5, 3, 5_000];
const body = JSON.stringify({ activityType: 'document_downloaded', asset: 'Guide', source: 'web' });

interface Place {
  readonly url: string;
  readonly token: string;
  readonly leadIds: readonly string[];
}

export const http: Benchmark = {
  name: 'http',
  about: 'POST /v1/leads/{id}/activities, beside a route of the same server that does nothing',
  async run(servers, race, tell) {
    const name = 'bench_http';
    const folder = await mkdtemp(join(tmpdir(), 'tasuki-bench-'));
    const input = { connectionString: await servers.createDatabase(name), folder, leads };
    const { child, output } = runTypeScript(server, input);
    output.catch(() => undefined);
    const [line] = (await once(createInterface(child.stdout!), 'line')) as [string];
    const place = JSON.parse(line) as Place;
    const latencies: number[] = [];
    try {
      await race({
        title: `HTTP, ${connections} connections`,
        unit: 'requests/s',
        rounds,
        contenders: [
          {
            name: 'a command',
            async round() {
              const { measured, p99 } = await fire(
                place,
                (leadId) => `/v1/leads/${leadId}/activities`,
              );
              latencies.push(p99);
              return measured;
            },
          },
          { name: 'no-op', round: async () => (await fire(place, () => '/v1/noop')).measured },
        ],
        goals: [{ atLeast: 3_000 }],
      });
      tell({
        title: `p99 of a command at ${connections} connections, worst round but the first`,
        value: Math.max(...latencies.slice(1)),
        unit: 'ms',
        goal: { atMost: 60 },
      });
    } finally {
      child.kill();
      await once(child, 'close');
      await rm(folder, { recursive: true });
    }
    await servers.dropDatabase(name);
  },
};

async function fire(
  { url, token, leadIds }: Place,
  path: (leadId: string) => string,
): Promise<{ measured: Measured; p99: number }> {
  let next = 0;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body,
        setupRequest: (request) => ({ ...request, path: path(leadIds[next++ % leadIds.length]!) }),
      },
    ],
  });
  if (result.non2xx + result.errors > 0) {
    throw new Error(`${result.non2xx} answers were no 2xx, ${result.errors} requests failed`);
  }
  return { measured: { count: result['2xx'], seconds: result.duration }, p99: result.latency.p99 };
}
