import { leadStream } from '@tasuki/lead';
import { leadDetails, tableOf } from '@tasuki/read-models';
import fc from 'fast-check';
import { Agent } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { errorCodes } from '../../apps/lead-api/src/errors';
import { type Door, openDoor } from '../support/door';
import {
  type ApiDocument,
  isEndless,
  operationsOf,
  pathOf,
  readDocument,
  wayIn,
} from './api-operations';
import { type GoodRequest, hostileRequests } from './hostile-requests';
import { leadIn, parkedLead } from './leads-in-stages';
import { sendRaw } from './raw-http';
import { recordedNotification } from './recorded-notification';
import { sendOver, type Wire, type WireRequest } from './wire';

/** 2,000 with every `npm test`; `npm run fault` sends many more. */
const requests = Number(process.env.TASUKI_FAULT_REQUESTS ?? 2_000);
const timeout = 30_000 + requests * 20;
const atOnce = 20;
const mebibyte = 1024 * 1024;

describe('hostile requests', () => {
  let door: Door;
  let wire: Wire;
  let document: ApiDocument;
  let good: readonly GoodRequest[];
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  beforeAll(async () => {
    door = await openDoor();
    wire = { door, agent, url: (await door.listen()).url };
    document = await readDocument(door);
    const { leadId } = await parkedLead(door.runtime);
    good = await goodRequests(leadStream(leadId));
    // Then `If-Match: "0"` is about a version that is no more.
    await sendOver(wire, named('changeCalendar'));
  });
  afterAll(async () => {
    agent.destroy();
    await door.remove();
  });

  const named = (id: string) => good.find(({ operationId }) => operationId === id)!;

  async function goodRequests(stream: string): Promise<readonly GoodRequest[]> {
    const operations = operationsOf(document).filter((operation) => !isEndless(operation));
    return Promise.all(
      operations.map(async (operation) => {
        const { role, standing } = wayIn(operation);
        const { leadId, activity, slaId } = await leadIn(door.runtime, standing);
        const notificationId = await recordedNotification(door.runtime, { leadId });
        const ids = { leadId, eventId: activity, slaId, notificationId };
        const values = { ...ids, name: 'mql_queue', stream };
        const body = oneItem(operation.examples[0]);
        const sent: Pick<GoodRequest, 'headers' | 'body'> =
          body === undefined
            ? { headers: {} }
            : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
        return {
          operation,
          role,
          operationId: operation.operationId,
          method: operation.method,
          methods: operations
            .filter(({ path }) => path === operation.path)
            .map(({ method }) => method),
          path: pathOf(operation, {
            ...values,
            target: tableOf(leadDetails),
            calendarId: 'default',
          }),
          ...sent,
        };
      }),
    );
  }

  async function expectRefused(request: WireRequest): Promise<void> {
    const { status, type, text } = await sendOver(wire, request);
    const said = `${JSON.stringify(request).slice(0, 1_000)} was answered ${status} ${text.slice(0, 500)}`;
    if (status === 200 && request.path.endsWith('/bulk')) {
      const { results } = JSON.parse(text) as {
        results: { status: number; problem: { code: string } }[];
      };
      const codes = results.map((item) => isRefusal(item.status, item.problem.code));
      if (codes.includes(false)) throw new Error(said);
      return;
    }
    const isProblem = type.startsWith('application/problem+json');
    const code = isProblem ? (JSON.parse(text) as { code: string }).code : '';
    if (!isProblem || !isRefusal(status, code)) throw new Error(said);
  }

  it(
    `are refused, all ${requests} of them: no event, no fault of ours, no memory kept`,
    async () => {
      const before = await door.runtime.store.head();
      const hostile = fc.oneof(...good.map((request) => hostileRequests(request, document)));
      const batches = fc.array(hostile, { minLength: atOnce, maxLength: atOnce });
      const send = fc.asyncProperty(batches, async (batch) => {
        await Promise.all(batch.map(expectRefused));
      });
      const check = (count: number) => fc.assert(send, { numRuns: Math.ceil(count / atOnce) });
      await check(requests / 5);
      const memory = usedMemory();
      const resident = process.memoryUsage().rss;
      await check((requests * 4) / 5);
      expect((usedMemory() - memory) / mebibyte).toBeLessThan(50);
      expect((process.memoryUsage().rss - resident) / mebibyte).toBeLessThan(300);
      expect(await door.runtime.store.head()).toBe(before);
    },
    timeout,
  );

  const noHttp = async () => {
    const before = await door.runtime.store.head();
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 4_000 });
    const lines = fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 50 });
    const heads = lines.map((more) =>
      Buffer.from(['POST /v1/leads HTTP/1.1', 'Host: x', ...more, '', ''].join('\r\n')),
    );
    const property = fc.asyncProperty(fc.oneof(bytes, heads), async (some) => {
      const { status, body } = await sendRaw(wire.url, some, true);
      if (status === 0) return;
      expect([status, JSON.parse(body)]).toMatchObject([status, { status }]);
      expect(isRefusal(status, (JSON.parse(body) as { code: string }).code)).toBe(true);
    });
    await fc.assert(property, { numRuns: Math.ceil(requests / 20) });
    expect(await door.runtime.store.head()).toBe(before);
  };
  it('that are no HTTP are refused, or left without an answer', noHttp, timeout);

  it('leave a door that answers the next good one', async () => {
    expect((await sendOver(wire, named('captureLead'))).status).toBe(201);
    expect((await fetch(`${wire.url}/health/ready`)).status).toBe(200);
  });
});

function isRefusal(status: number, code: string): boolean {
  return status >= 400 && status < 500 && (errorCodes as string[]).includes(code);
}

/** Of a bulk request a single item, so that there is none beside the spoilt one. */
function oneItem(example: unknown): unknown {
  const { items } = (example ?? {}) as { items?: readonly unknown[] };
  return items === undefined ? example : { items: items.slice(0, 1) };
}

/** What is left after everything that can be thrown away was. */
function usedMemory(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
