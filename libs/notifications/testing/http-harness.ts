import { rangeIn } from '../src/http/address-guard';
import { guardedPost, type Post } from '../src/http/guarded-post';
import { type Channel } from '../src/channels/channel';
import { type ChannelHarness } from '../src/channels/channel.contract';
import { certificate } from './certificate';
import {
  answering,
  hangingUp,
  type HttpServer,
  type Received,
  silent,
  startHttpServer,
} from './http-server';

/** As in production, but that loopback may be reached, and all names lead there. */
export const postToLoopback: Post = guardedPost({
  allowed: [rangeIn('127.0.0.0/8')!],
  resolve: async () => ['127.0.0.1'],
  ca: certificate.cert,
  timeLimitMs: 500,
});

export interface HttpHarness extends ChannelHarness {
  readonly server: HttpServer;
}

/** The other side of a channel that goes by https. */
export async function httpHarness(
  channelTo: (url: string) => Channel,
  statuses: { readonly refuse: number; readonly defer: number },
  lineOf: (received: Received) => string,
): Promise<HttpHarness> {
  const server = await startHttpServer();
  const accepted: string[] = [];
  const behaviours = {
    accept: () => {
      server.behave((response, request) => {
        accepted.push(lineOf(server.received.at(-1)!));
        answering(200, 'ok')(response, request);
      });
    },
    refuse: () => server.behave(answering(statuses.refuse, 'no_service')),
    defer: () => server.behave(answering(statuses.defer, '', { 'retry-after': '3' })),
    lose: () => server.behave(hangingUp),
    stall: () => server.behave(silent),
  };
  behaviours.accept();
  return {
    server,
    channel: channelTo(`https://hooks.example.test:${server.port}/services/a-token?key=b-token`),
    accepted,
    secrets: ['a-token', 'b-token'],
    behave: (as) => behaviours[as](),
    close: () => server.close(),
  };
}
