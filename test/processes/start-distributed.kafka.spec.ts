import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findEmbeddedPostgres } from '../../libs/platform/src/embedded-postgres/embedded-postgres';
import { isAlive } from '../../libs/platform/src/embedded-postgres/postmaster';
import { until } from '../../libs/streaming/testing/consuming';
import { as, startStandalone, type Standalone } from '../e2e/standalone-process';
import { freePort } from '../support/free-port';
import { makePostgresHome, removePostgresHome } from '../support/postgres-folder';

const program = [
  '--require',
  join(__dirname, '../support/typescript.cjs'),
  join(__dirname, '../../scripts/distributed/main.ts'),
];

describe('npm run start:distributed', () => {
  let home: string;
  let running: Standalone | undefined;
  beforeEach(async () => {
    home = await makePostgresHome();
  });
  afterEach(async () => {
    await running?.stop();
    await removePostgresHome(home);
  });

  it('takes a lead and has it scored through Kafka; Ctrl-C ends all that it started', async () => {
    const { XDG_CACHE_HOME } = process.env;
    const started = await startStandalone({
      home,
      program,
      env: { PORT: `${await freePort()}`, XDG_CACHE_HOME },
    });
    running = started;
    expect(started.output()).toContain('\nTasuki is up.\n');
    const lead = { source: { channel: 'web' }, person: { email: 'p1@example.com' } };
    const { status, body } = await as(started, 'marketing').post('/v1/leads', lead);
    expect(status).toBe(201);
    const path = `/v1/leads/${String(body.leadId)}/activities`;
    const fact = { activityType: 'inquiry_submitted' };
    expect((await as(started, 'marketing').post(path, fact)).status).toBe(201);
    // Without the relay, the broker and a scorer nobody would score it.
    const scored = { type: 'com.tasuki.lead.scored.v1', subject: body.leadId };
    await until(async () => {
      const told = await as(started, 'service').get('/v1/events?limit=500');
      return (told.body.items as Record<string, unknown>[]).some(
        ({ type, subject }) => type === scored.type && subject === scored.subject,
      );
    });

    const processes = await startedBy(started.child.pid!);
    const named = processes.flatMap(
      ({ command }) => / kafka\.Kafka |\/apps\/[\w-]+/.exec(command)?.[0] ?? [],
    );
    const apps = ['lead-api', 'notifier', 'projector', 'relay', 'scorer', 'scorer'];
    expect(named.sort()).toEqual([' kafka.Kafka ', ...apps.map((app) => `/apps/${app}`)]);
    expect(await started.stop()).toBe(0);
    await until(() => !processes.some(({ pid }) => isAlive(pid)));
    expect(await findEmbeddedPostgres(home)).toBeUndefined();
  }, 180_000);
});

interface Process {
  readonly pid: number;
  readonly command: string;
}

async function startedBy(parent: number): Promise<readonly Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-A', '-o', 'ppid=,pid=,args=']);
  return [...stdout.matchAll(/^ *(\d+) +(\d+) (.*)$/gm)]
    .filter(([, of]) => Number(of) === parent)
    .map(([, , pid, command]) => ({ pid: Number(pid), command: command! }));
}
