import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ask = 'console.log(JSON.stringify(require("./missing-in-kafka").missingInKafka()))';

interface Answer {
  readonly missing: readonly { readonly files: readonly string[]; readonly missing: string }[];
  readonly isAll: boolean;
}

describe('npm test with a broker at KAFKA_BROKERS, on a machine without Java and Python', () => {
  let empty: string;
  beforeAll(async () => {
    empty = await mkdtemp(join(tmpdir(), 'tasuki-nothing-'));
  });
  afterAll(() => rm(empty, { recursive: true }));

  it('names the test files that start a broker of their own, and the one in Python', () => {
    const env = { KAFKA_BROKERS: 'kafka:9092', PATH: empty, XDG_CACHE_HOME: empty };
    const cwd = join(__dirname, '../../scripts');
    const answer = execFileSync(process.execPath, ['-e', ask], { cwd, env, encoding: 'utf8' });
    const { missing, isAll } = JSON.parse(answer) as Answer;
    const [java, python] = missing;
    expect(isAll).toBe(false);
    expect(java!.missing).toBe('install Java 17 and Maven: there is no java');
    for (const name of ['outage', 'relay', 'replicas', 'guarded-kafka', 'kept-broker']) {
      expect(java!.files).toContainEqual(expect.stringMatching(`/${name}.kafka.spec.ts$`));
    }
    // It starts a program that starts one.
    expect(java!.files).toContain('test/processes/start-distributed.kafka.spec.ts');
    expect(java!.files).not.toContain('libs/streaming/src/kafka/groups.kafka.spec.ts');
    expect(python!.missing).toMatch(/^install Python 3 with venv and pip: /);
    expect(python!.files).toEqual(['test/subscribing/python.kafka.spec.ts']);
  });
});
