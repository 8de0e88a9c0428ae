import { settableClock, systemClock } from '@tasuki/platform';
import { Webhook } from 'standardwebhooks';
import { type HttpHarness, httpHarness, postToLoopback } from '../../testing/http-harness';
import { answering } from '../../testing/http-server';
import { rangeIn } from '../http/address-guard';
import { guardedPost } from '../http/guarded-post';
import { channelContract, outgoing } from './channel.contract';
import { webhookChannel } from './webhook';

const newest = `whsec_${Buffer.alloc(32, 'new').toString('base64')}`;
const former = `whsec_${Buffer.alloc(24, 'old').toString('base64')}`;

function open(secrets: readonly string[] = [newest], clock = systemClock): Promise<HttpHarness> {
  return httpHarness(
    (url) => webhookChannel({ url, secrets }, postToLoopback, clock),
    { refuse: 410, defer: 503 },
    ({ headers }) => headers['webhook-id']!,
  );
}

describe('a webhook', () => {
  channelContract(open, { refused: 'gone', isFinal: false, lost: 'failed' });
});

describe('what a webhook sends', () => {
  let harness: HttpHarness;
  beforeEach(async () => {
    harness = await open([newest, former]);
  });
  afterEach(() => harness.close());
  const sent = async () => {
    await harness.channel.send(outgoing);
    return harness.server.received.at(-1)!;
  };

  it('is signed so that receivers with the newest secret or the one before can verify it', async () => {
    const { body, headers } = await sent();
    expect(headers['webhook-id']).toBe(outgoing.id);
    expect(headers['webhook-signature']).toMatch(/^v1,[\w+/]{43}= v1,[\w+/]{43}=$/);
    for (const secret of [newest, former]) {
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    }
    const other = new Webhook(`whsec_${Buffer.alloc(32, 'other').toString('base64')}`);
    expect(() => other.verify(body, headers)).toThrow('No matching signature found');
    expect(() => new Webhook(newest).verify(`${body} `, headers)).toThrow('No matching signature');
  });

  it('is the message, with its type, its time and where it stands in the log', async () => {
    const { type, time, data, ...attributes } = outgoing.message;
    const payload = JSON.parse((await sent()).body) as object;
    expect(payload).toEqual({ type, timestamp: time, data: { ...data, cloudEvent: attributes } });
    expect(payload).toMatchObject({
      type: 'com.tasuki.lead.sla-warned.v1',
      data: {
        leadId: outgoing.message.subject,
        version: 9,
        sla: 'firstContact',
        cloudEvent: {
          streamversion: 9,
          position: '00000000000000000042',
          correlationid: '1b6f2c0e-54c3-5a0b-8d8e-2f4f3f6f9a10',
        },
      },
    });
  });

  it('is signed with the time at which it is sent, each time anew', async () => {
    const clock = settableClock('2026-11-24T01:31:00.900Z');
    const other = await open([newest], clock);
    await other.channel.send(outgoing);
    clock.advance(60_000);
    await other.channel.send(outgoing);
    const [first, second] = other.server.received.map(({ headers }) => headers);
    expect(first!['webhook-timestamp']).toBe(`${Date.parse('2026-11-24T01:31:00Z') / 1000}`);
    expect(second!['webhook-timestamp']).toBe(`${Date.parse('2026-11-24T01:32:00Z') / 1000}`);
    expect(first!['webhook-signature']).not.toBe(second!['webhook-signature']);
    await other.close();
  });
});

it.each([301, 400, 401, 404, 409, 429, 500])(
  'after a %s a webhook is tried again',
  async (status) => {
    const harness = await open();
    harness.server.behave(answering(status, 'token', { 'retry-after': '7', location: '/other' }));
    expect(await harness.channel.send(outgoing)).toEqual({
      outcome: 'failed',
      reason: `the answer was ${status}`,
      isFinal: false,
      retryAfterMs: 7_000,
    });
    await harness.close();
  },
);

it('a webhook to what may not be reached is not tried', async () => {
  const post = guardedPost({ allowed: [rangeIn('10.0.0.0/8')!] });
  const url = 'https://127.0.0.1/hooks';
  const channel = webhookChannel({ url, secrets: [newest] }, post, systemClock);
  expect(await channel.send(outgoing)).toEqual({
    outcome: 'refused',
    reason: '127.0.0.1 is an address of this machine',
  });
});
