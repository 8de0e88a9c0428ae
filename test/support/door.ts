import { Module } from '@nestjs/common';
import {
  type Clock,
  HttpConfig,
  isDepartment,
  newSigningKey,
  readConfig,
  type Role,
  roles,
  signToken,
} from '@tasuki/platform';
import { RuntimeModule } from '@tasuki/runtime';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { closeHttpApp, createHttpApp } from '../../apps/lead-api/src/http';
import { LeadApiModule } from '../../apps/lead-api/src/lead-api.module';
import { ProjectorModule } from '../../apps/projector/src/projector.module';
import { openTestRuntime, type TestRuntime } from './test-runtime';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface DoorRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The HTTP door in this process, without a port: what it answers is what the network would get. */
export interface Door {
  readonly runtime: TestRuntime;
  as(role: Role, request: DoorRequest): Promise<Answer>;
  /** Closes it and removes its database. */
  remove(): Promise<void>;
}

@Module({})
class DoorUnderTest {}

/** A door on a database of the test's own with its read models kept, and a token of each role. */
export async function openDoor(clock?: Clock): Promise<Door> {
  const runtime = await openTestRuntime(clock);
  const { privateKey, jwks } = await newSigningKey();
  const jwksFile = join(dirname(runtime.masterKeyFile), 'jwks.json');
  await writeFile(jwksFile, JSON.stringify(jwks));
  const config = readConfig(HttpConfig, {
    DATABASE_URL: runtime.url,
    TASUKI_MASTER_KEY_FILE: runtime.masterKeyFile,
    TASUKI_JWKS: jwksFile,
    TASUKI_RATE_LIMIT: '0',
  });
  const app = await createHttpApp(
    {
      module: DoorUnderTest,
      imports: [RuntimeModule.with(config, runtime), LeadApiModule, ProjectorModule],
    },
    config,
  );
  await app.init();
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.ready();
  while ((await runtime.health.report()).status !== 'ready') await delay(10);
  const tokens = new Map(
    await Promise.all(roles.map(async (role) => [role, await tokenOf(role)] as const)),
  );

  function tokenOf(role: Role): Promise<string> {
    return signToken(privateKey, {
      subject: `a-${role}`,
      department: isDepartment(role) ? role : null,
      roles: [role],
      issuer: config.TASUKI_TOKEN_ISSUER,
      audience: config.TASUKI_TOKEN_AUDIENCE,
      validFor: '1h',
    });
  }

  return {
    runtime,
    async as(role, { method = 'POST', path, body, headers }) {
      const answer = await fastify.inject({
        method,
        url: path,
        headers: { authorization: `Bearer ${tokens.get(role)}`, ...headers },
        ...(body !== undefined && { payload: body as object }),
      });
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: answer.json<Answer['body']>(),
      };
    },
    async remove() {
      await closeHttpApp(app);
      await runtime.remove();
    },
  };
}
