import { Module } from '@nestjs/common';
import {
  type Clock,
  HttpConfig,
  isDepartment,
  newSigningKey,
  readConfig,
  type Role,
  roles,
  type SigningKey,
  signToken,
} from '@tasuki/platform';
import { RuntimeModule } from '@tasuki/runtime';
import { writeFile } from 'node:fs/promises';
import { type Server } from 'node:http';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { closeHttpApp, createHttpApp, listen } from '../../apps/lead-api/src/http';
import { LeadApiModule } from '../../apps/lead-api/src/lead-api.module';
import { ProjectorModule } from '../../apps/projector/src/projector.module';
import { openTestRuntime, type TestRuntime } from './test-runtime';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Empty when it is not JSON. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface DoorRequest {
  readonly method?: 'DELETE' | 'GET' | 'HEAD' | 'OPTIONS' | 'PATCH' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface DoorOptions {
  readonly clock?: Clock;
  /** Of the process, as an operator would set it. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether somebody keeps the read models; yes when left out. */
  readonly projecting?: boolean;
}

/** The HTTP door in this process, without a port: what it answers is what the network would get. */
export interface Door {
  readonly runtime: TestRuntime;
  readonly key: SigningKey;
  /** The access token of a role. */
  token(role: Role): string;
  as(role: Role, request: DoorRequest): Promise<Answer>;
  /** As anybody: what is sent is what stands there. */
  send(request: DoorRequest): Promise<Answer>;
  /** Opens a port, for what can be told only from the network. */
  listen(): Promise<{ readonly url: string; readonly server: Server }>;
  /** Closes it and removes its database. */
  remove(): Promise<void>;
}

@Module({})
class DoorUnderTest {}

/** A door on a database of the test's own with its read models kept, and a token of each role. */
export async function openDoor({
  clock,
  environment,
  projecting = true,
}: DoorOptions = {}): Promise<Door> {
  const runtime = await openTestRuntime(clock, environment?.TASUKI_PEOPLE_FILE);
  const key = await newSigningKey();
  const jwksFile = join(dirname(runtime.masterKeyFile), 'jwks.json');
  await writeFile(jwksFile, JSON.stringify(key.jwks));
  const config = readConfig(HttpConfig, {
    DATABASE_URL: runtime.url,
    TASUKI_MASTER_KEY_FILE: runtime.masterKeyFile,
    TASUKI_JWKS: jwksFile,
    TASUKI_RATE_LIMIT: '0',
    TASUKI_STREAM_LIMIT: '0',
    PORT: '0',
    ...environment,
  });
  const projector = projecting ? [ProjectorModule] : [];
  const app = await createHttpApp(
    {
      module: DoorUnderTest,
      imports: [RuntimeModule.with(config, runtime), LeadApiModule, ...projector],
    },
    config,
  );
  await app.init();
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.ready();
  while (projecting && (await runtime.health.report()).status !== 'ready') await delay(10);
  const tokens = new Map(
    await Promise.all(roles.map(async (role) => [role, await tokenOf(role)] as const)),
  );

  function tokenOf(role: Role): Promise<string> {
    return signToken(key.privateKey, {
      subject: `a-${role}`,
      department: isDepartment(role) ? role : null,
      roles: [role],
      issuer: config.TASUKI_TOKEN_ISSUER,
      audience: config.TASUKI_TOKEN_AUDIENCE,
      validFor: '1h',
    });
  }

  async function send({ method = 'POST', path, body, headers }: DoorRequest): Promise<Answer> {
    const answer = await fastify.inject({
      method,
      url: path,
      headers: { ...headers },
      ...(body !== undefined && { payload: body as object }),
    });
    const isJson = String(answer.headers['content-type']).includes('json');
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: isJson && answer.body !== '' ? answer.json<Answer['body']>() : {},
      text: answer.body,
    };
  }

  return {
    runtime,
    key,
    token: (role) => tokens.get(role)!,
    as: (role, request) =>
      send({
        ...request,
        headers: { authorization: `Bearer ${tokens.get(role)}`, ...request.headers },
      }),
    send,
    async listen() {
      return { url: await listen(app, config), server: fastify.server };
    },
    async remove() {
      await closeHttpApp(app);
      await runtime.remove();
    },
  };
}
