import { Body, Controller, Module, Post } from '@nestjs/common';
import { createMasterKeyFile } from '@tasuki/personal-data';
import { HttpConfig, newSigningKey, readConfig, signToken, silentLogger } from '@tasuki/platform';
import { openRuntime, RuntimeModule } from '@tasuki/runtime';
import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ActivityDto } from '../../../apps/lead-api/src/dto/activity';
import { createHttpApp, listen } from '../../../apps/lead-api/src/http';
import { LeadApiModule } from '../../../apps/lead-api/src/lead-api.module';
import { anOrigin } from '../../support/test-runtime';
import { forEach } from './in-flight';

interface Input {
  readonly connectionString: string;
  readonly folder: string;
  readonly leads: number;
}

/** The same guards, body and validation as a command, and nothing behind them. */
@Controller('v1/noop')
class NoopController {
  @Post()
  noop(@Body() _: ActivityDto) {
    return { version: 1 };
  }
}

@Module({})
class BenchApi {}

/** The door in a process of its own, with leads and a token; says where it is, and stays. */
async function main({ connectionString, folder, leads }: Input): Promise<void> {
  const masterKeyFile = join(folder, 'master.key');
  const jwksFile = join(folder, 'jwks.json');
  await createMasterKeyFile(masterKeyFile);
  const { privateKey, jwks } = await newSigningKey();
  await writeFile(jwksFile, JSON.stringify(jwks));
  const config = readConfig(HttpConfig, {
    DATABASE_URL: connectionString,
    TASUKI_MASTER_KEY_FILE: masterKeyFile,
    TASUKI_JWKS: jwksFile,
    TASUKI_RATE_LIMIT: '0',
    PORT: '0',
  });
  const runtime = await openRuntime(config, silentLogger);
  const leadIds: string[] = [];
  await forEach(Array.from({ length: leads }), 128, async () => {
    const capture = { type: 'CaptureLead', source: { channel: 'web' }, consents: [] } as const;
    leadIds.push((await runtime.leads.capture(capture, anOrigin())).leadId);
  });
  const app = await createHttpApp(
    {
      module: BenchApi,
      controllers: [NoopController],
      imports: [RuntimeModule.with(config, runtime), LeadApiModule],
    },
    config,
  );
  const token = await signToken(privateKey, {
    subject: 'bench',
    department: 'marketing',
    roles: ['marketing'],
    issuer: config.TASUKI_TOKEN_ISSUER,
    audience: config.TASUKI_TOKEN_AUDIENCE,
    validFor: '2h',
  });
  process.stdout.write(`${JSON.stringify({ url: await listen(app, config), token, leadIds })}\n`);
}

void main(JSON.parse(process.argv[2]!) as Input);
