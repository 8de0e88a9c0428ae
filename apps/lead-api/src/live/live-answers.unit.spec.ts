import { type HttpAdapterHost } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type HttpConfig, type Principal } from '@tasuki/platform';
import { type FastifyReply } from 'fastify';
import { TooManyStreams } from '../problem';
import { LiveAnswers } from './live-answers';

type Tell = Parameters<LiveAnswers['send']>[2];

describe('live answers, of which one subject may have one', () => {
  let httpAdapter: FastifyAdapter;
  let expiresAt: string;
  let tell: Tell;
  let spoil: (reply: FastifyReply) => void;
  let url: string;
  beforeEach(async () => {
    httpAdapter = new FastifyAdapter();
    const host = { httpAdapter } as unknown as HttpAdapterHost<FastifyAdapter>;
    const answers = new LiveAnswers(host, { TASUKI_STREAM_LIMIT: 1 } as HttpConfig);
    answers.onModuleInit();
    const app = httpAdapter.getInstance();
    app.setErrorHandler((error, _, reply) =>
      reply.status(error instanceof TooManyStreams ? 429 : 500).send(),
    );
    app.get('/', (_, reply) => {
      spoil(reply);
      return answers.send(reply, { subject: 'mika', expiresAt } as Principal, tell);
    });
    url = await app.listen({ port: 0, host: '127.0.0.1' });
    expiresAt = new Date(Date.now() + 60_000).toISOString();
    tell = () => Promise.resolve();
    spoil = () => undefined;
  });
  afterEach(() => httpAdapter.close());

  const ask = async () => {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await answer.text();
    return answer.status;
  };

  it('refuses a second one while the first is under way, and not afterwards', async () => {
    const { promise: told, resolve } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    tell = () => {
      begin();
      return told;
    };
    const first = ask();
    await begun;
    expect(await ask()).toBe(429);
    resolve();
    expect([await first, await ask()]).toEqual([200, 200]);
  });

  it.each<[string, number, () => void]>([
    ['an end that is no time', 500, () => (expiresAt = 'never')],
    [
      'a head that cannot be written',
      500,
      () =>
        (spoil = ({ raw }) => {
          jest.spyOn(raw, 'writeHead').mockImplementationOnce(() => {
            throw new Error('no head');
          });
        }),
    ],
    [
      'a teller that throws at once',
      200,
      () =>
        (tell = () => {
          throw new Error('nothing to tell');
        }),
    ],
    ['a teller that fails', 200, () => (tell = () => Promise.reject(new Error('away')))],
  ])('gives the place back after %s', async (_, status, spoilt) => {
    const fine = { expiresAt, tell, spoil };
    spoilt();
    expect(await ask()).toBe(status);
    ({ expiresAt, tell, spoil } = fine);
    expect(await ask()).toBe(200);
  });
});
