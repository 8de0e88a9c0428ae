import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

export const kafkaVersion = '4.3.0';

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tasuki</groupId><artifactId>broker</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${kafkaVersion}</version>
    </dependency>
    <dependency><!-- without it nobody hears why a broker ends -->
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-slf4j-impl</artifactId>
      <version>2.25.4</version>
    </dependency>
  </dependencies>
</project>
`;
const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';

/** A broker cannot be had here; the message says what to install. */
export class NoBroker extends Error {
  override readonly name = 'NoBroker';
}

/**
 * Apache Kafka as it is published, in a folder that outlives the run.
 * @throws NoBroker without Java 17 and Maven, and when the artifacts cannot be fetched
 */
export async function kafkaJars(): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tasuki');
  const ofPom = createHash('sha256').update(pom).digest('hex').slice(0, 12);
  const lib = join(cache, `kafka-${kafkaVersion}-${ofPom}`);
  const known = await readdir(lib).catch(() => []);
  assertJava();
  if (known.length > 0) return lib;
  assertMaven();
  await mkdir(cache, { recursive: true });
  const project = await mkdtemp(join(tmpdir(), 'tasuki-kafka-jars-'));
  try {
    await writeFile(join(project, 'pom.xml'), pom);
    const made = join(project, 'lib');
    const options = ['-DincludeScope=runtime', `-DoutputDirectory=${made}`];
    const { status, stdout } = spawnSync('mvn', ['-q', '-B', copy, ...options], {
      cwd: project,
      encoding: 'utf8',
    });
    if (status !== 0) {
      throw new NoBroker(
        `Maven could not fetch Apache Kafka ${kafkaVersion}: ${stdout.split('\n')[0]}`,
      );
    }
    await moved(made, lib);
    return lib;
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

/** Whole or not at all: another run may fetch them at the same time. */
async function moved(made: string, lib: string): Promise<void> {
  const near = `${lib}-${process.pid}`;
  await rm(near, { recursive: true, force: true });
  const { status } = spawnSync('cp', ['-r', made, near]);
  if (status !== 0) throw new NoBroker(`the folder ${near} cannot be written`);
  await rename(near, lib).catch(() => rm(near, { recursive: true, force: true }));
}

/**
 * @param remedy what to do where there is none
 * @throws NoBroker
 */
export function assertJava(remedy = 'install Java 17 and Maven'): void {
  const { status, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const found = /version "(\d+)/.exec(stderr ?? '')?.[1];
  if (status === 0 && Number(found) >= 17) return;
  const instead = status === 0 && found !== undefined ? `only Java ${found}` : 'no java';
  throw new NoBroker(`${remedy}: there is ${instead}`);
}

function assertMaven(): void {
  const { status } = spawnSync('mvn', ['--version'], { stdio: 'ignore' });
  if (status !== 0) throw new NoBroker('install Java 17 and Maven: there is no mvn');
}
