import { httpHarness, type HttpHarness, postToLoopback } from '../../testing/http-harness';
import { answering } from '../../testing/http-server';
import { channelContract, outgoing } from './channel.contract';
import { slackChannel } from './slack';

function open(): Promise<HttpHarness> {
  return httpHarness(
    (url) => slackChannel({ url }, postToLoopback),
    { refuse: 403, defer: 429 },
    ({ body }) => body,
  );
}

describe('Slack', () => {
  channelContract(open, { refused: 'failed', isFinal: true, lost: 'unknown' });
});

describe('what Slack gets', () => {
  let harness: HttpHarness;
  beforeEach(async () => {
    harness = await open();
  });
  afterEach(() => harness.close());

  it('is the text, in which nothing links, mentions or unfolds', async () => {
    const text = { subject: '<!channel> A & B', body: '<https://example.com|click> &amp;' };
    await harness.channel.send({ ...outgoing, text });
    expect(JSON.parse(harness.server.received[0]!.body)).toEqual({
      text: '*&lt;!channel&gt; A &amp; B*\n&lt;https://example.com|click&gt; &amp;amp;',
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  it.each([
    [400, 'invalid_payload', { outcome: 'failed', isFinal: true }],
    [403, 'action_prohibited', { outcome: 'failed', isFinal: true }],
    [404, 'no_service', { outcome: 'gone' }],
    [410, 'channel_is_archived', { outcome: 'gone' }],
    [302, '', { outcome: 'failed', isFinal: false }],
    [429, '', { outcome: 'failed', isFinal: false, retryAfterMs: 30_000 }],
    [500, 'rollup_error', { outcome: 'failed', isFinal: false }],
  ])('may be answered with %s %s', async (status, body, outcome) => {
    harness.server.behave(answering(status, body, status === 429 ? { 'retry-after': '30' } : {}));
    const said = await harness.channel.send(outgoing);
    expect(said).toMatchObject(outcome);
    expect(said).toHaveProperty('reason', `the answer was ${`${status} ${body}`.trim()}`);
  });

  it('may be answered with anything, which is not told on', async () => {
    harness.server.behave(answering(400, 'bad payload of mika@example.jp'));
    expect(await harness.channel.send(outgoing)).toMatchObject({ reason: 'the answer was 400' });
  });
});
