import { postgresLeases, readConfig, RelayConfig, whileHeld } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openRelay } from '../../apps/relay/src/open-relay';
import { openScorer } from '../../apps/scorer/src/open-scorer';
import { until } from '../../libs/streaming/testing/consuming';
import { authority, clientCertificate, otherAuthority } from '../support/kafka/certificates';
import { type GuardedBroker, startGuardedBroker } from '../support/kafka/own-broker';
import { leadctl } from '../support/leadctl';
import { anOrigin, openTestRuntime, type TestRuntime } from '../support/test-runtime';

const password = 'kanariya-sings-at-five';
const wrongPassword = 'kanariya-sings-at-six';

type Settings = Readonly<Record<string, string>>;

describe('Kafka with TLS that lets in by password or certificate', () => {
  let broker: GuardedBroker;
  let folder: string;
  let runtime: TestRuntime;
  const toEnd: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tasuki-kafka-files-'));
    broker = await startGuardedBroker({ name: 'tasuki', password });
    const files = {
      'ca.crt': authority,
      'other-ca.crt': otherAuthority,
      'tls.crt': clientCertificate.cert,
      'tls.key': clientCertificate.key,
      password: `${password}\n`,
      'wrong-password': wrongPassword,
    };
    for (const [name, content] of Object.entries(files)) await writeFile(file(name), content);
  });
  beforeEach(async () => {
    runtime = await openTestRuntime();
    toEnd.push(() => runtime.remove());
  });
  afterEach(async () => {
    for (const end of toEnd.splice(0).reverse()) await end();
  });
  afterAll(async () => {
    await broker?.stop();
    await rm(folder, { recursive: true });
  });

  const file = (name: string) => join(folder, name);
  const byTls = () => ({ KAFKA_TLS: 'on', KAFKA_CA_FILE: file('ca.crt') });
  const byPassword = (KAFKA_SASL_MECHANISM: string): Settings => ({
    ...byTls(),
    KAFKA_BROKERS: broker.byPassword,
    KAFKA_SASL_MECHANISM,
    KAFKA_SASL_USERNAME: 'tasuki',
    KAFKA_SASL_PASSWORD_FILE: file('password'),
  });
  const byCertificate = (): Settings => ({
    ...byTls(),
    KAFKA_BROKERS: broker.byCertificate,
    KAFKA_CERT_FILE: file('tls.crt'),
    KAFKA_KEY_FILE: file('tls.key'),
  });
  const environmentOf = (settings: Settings): Settings => ({
    DATABASE_URL: runtime.url,
    TASUKI_MASTER_KEY_FILE: runtime.masterKeyFile,
    TASUKI_TOPIC: `guarded-${randomUUID()}`,
    TASUKI_TOPIC_PARTITIONS: '2',
    TASUKI_TOPIC_REPLICAS: '1',
    ...settings,
  });

  /** Relay and scorer as the environment tells them, and all that they log. */
  function start(environment: Settings) {
    const lines: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
    const config = readConfig(RelayConfig, environment);
    const own = { ...runtime, logger };
    const relay = openRelay(own, config);
    const scorer = openScorer(own, config);
    const stopping = new AbortController();
    const leases = postgresLeases(runtime.pool);
    const running = Promise.all([
      scorer.run(stopping.signal),
      whileHeld(leases, 'relay', stopping.signal, (held) => relay.run(held)).finally(() =>
        relay.close(),
      ),
    ]);
    let ended: Promise<unknown> | undefined;
    const stop = () => {
      stopping.abort();
      return (ended ??= running);
    };
    toEnd.push(stop);
    return { logged: () => lines.join(''), stop };
  }

  async function capture(): Promise<string> {
    const command = { type: 'CaptureLead', source: { channel: 'web' }, consents: [] } as const;
    const { leadId } = await runtime.leads.capture(command, anOrigin());
    const fact = { type: 'RecordActivity', activityType: 'inquiry_submitted' } as const;
    await runtime.leads.execute(leadId, fact, anOrigin());
    return leadId;
  }

  it.each([
    ['a password in PLAIN', () => byPassword('plain')],
    ['a password in SCRAM-SHA-256', () => byPassword('scram-sha-256')],
    ['a password in SCRAM-SHA-512', () => byPassword('scram-sha-512')],
    ['a certificate', byCertificate],
  ])('by %s takes messages, hands them out, and has the history published', async (_, settings) => {
    const environment = environmentOf(settings());
    const leadId = await capture();
    const { logged } = start(environment);
    const isScored = async () =>
      (await runtime.leads.history(leadId)).some(({ type }) => type === 'LeadScored');
    await until(isScored);
    expect(await leadctl(environment, ['republish', '--to', `all-${randomUUID()}`])).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(logged()).not.toContain(password);
  });

  it.each<[string, () => Settings, RegExp]>([
    [
      'a wrong password in PLAIN',
      () => ({ ...byPassword('plain'), KAFKA_SASL_PASSWORD_FILE: file('wrong-password') }),
      /SASL PLAIN authentication failed: .*Invalid username or password/,
    ],
    [
      'a wrong password in SCRAM',
      () => ({ ...byPassword('scram-sha-512'), KAFKA_SASL_PASSWORD_FILE: file('wrong-password') }),
      /SASL SCRAM SHA512 authentication failed: .*invalid credentials/,
    ],
    [
      'an authority that has not signed',
      () => ({ ...byPassword('plain'), KAFKA_CA_FILE: file('other-ca.crt') }),
      /Connection error: unable to verify the first certificate/,
    ],
    [
      'no certificate',
      () => ({ ...byTls(), KAFKA_BROKERS: broker.byCertificate }),
      /alert (bad certificate|certificate required)/,
    ],
    [
      'no password',
      () => ({ ...byTls(), KAFKA_BROKERS: broker.byPassword }),
      /it stopped, or asks for TLS \(KAFKA_TLS\) or a password \(KAFKA_SASL_MECHANISM\)/,
    ],
    [
      'no TLS',
      () => ({ KAFKA_BROKERS: broker.byPassword }),
      /it stopped, or asks for TLS \(KAFKA_TLS\) or a password \(KAFKA_SASL_MECHANISM\)/,
    ],
    [
      'TLS to a port without it',
      () => ({ ...byTls(), KAFKA_BROKERS: broker.address }),
      /disconnected before secure TLS connection was established/,
    ],
  ])('with %s lets nobody in, says why, and stops nothing', async (_, settings, reason) => {
    const environment = environmentOf(settings());
    const leadId = await capture();
    const { logged, stop } = start(environment);
    const saying = (text: string) =>
      logged()
        .split('\n')
        .filter((line) => line.includes(text));
    const [ofRelay, ofScorer] = ['the topic cannot be had', 'a consumer cannot go on'];
    await until(() => saying(ofRelay).length > 0 && saying(ofScorer).length > 0);
    for (const line of [...saying(ofRelay), ...saying(ofScorer)]) expect(line).toMatch(reason);
    const { problems } = await runtime.health.report();
    expect(problems.map(({ check }) => check).sort()).toEqual(['scorer', 'topic']);
    await capture();
    expect(await runtime.leads.history(leadId)).toHaveLength(2);

    const told = performance.now();
    await stop();
    // As against for ever, or as long as kafkajs tries.
    expect(performance.now() - told).toBeLessThan(45_000);
    const { code, stderr } = await leadctl(environment, ['republish', '--to', 'history']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Kafka at .* cannot be used \(.*\); the same command .*\.\n$/s);
    expect(stderr).toMatch(reason);
    for (const secret of [password, wrongPassword]) expect(logged() + stderr).not.toContain(secret);
  });
});
