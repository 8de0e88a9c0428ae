import { silentLogger } from '@tasuki/platform';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  authority,
  brokerCertificate,
  clientCertificate,
} from '../../../../test/support/kafka/certificates';
import { configuredKafka, type KafkaSettings } from './configured-kafka';

describe('a client of Kafka by the configuration', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tasuki-kafka-files-'));
    const files = {
      'ca.crt': authority,
      'two.crt': `one:\n${authority}\ntwo:\n${brokerCertificate.cert}`,
      'half.crt': `${authority}${broken(brokerCertificate.cert)}`,
      'tls.crt': clientCertificate.cert,
      'tls.key': clientCertificate.key,
      'other.key': brokerCertificate.key,
      password: 'kanariya\n',
      empty: '\n',
      'note.txt': 'sings at five in the morning',
    };
    for (const [name, content] of Object.entries(files)) await writeFile(file(name), content);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const file = (name: string) => join(folder, name);
  const open = (more: Partial<KafkaSettings>) =>
    configuredKafka(
      { KAFKA_BROKERS: 'kafka-1:9093', KAFKA_TLS: 'on', ...more },
      { clientId: 'test', logger: silentLogger },
    );
  const sasl = { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'tasuki' } as const;

  it('is made of files that hold what they should', () => {
    const [KAFKA_CA_FILE, KAFKA_SASL_PASSWORD_FILE] = [file('ca.crt'), file('password')];
    const certificate = { KAFKA_CERT_FILE: file('tls.crt'), KAFKA_KEY_FILE: file('tls.key') };
    open({ KAFKA_CA_FILE, ...certificate });
    open({ KAFKA_CA_FILE: file('two.crt'), ...sasl, KAFKA_SASL_PASSWORD_FILE });
  });

  it.each<[keyof KafkaSettings, string, Partial<KafkaSettings>, RegExp]>([
    ['KAFKA_CA_FILE', 'nowhere', {}, /a file that this process can read \(ENOENT.*nowhere/],
    ['KAFKA_CA_FILE', 'note.txt', {}, /a file that holds certificates as PEM/],
    ['KAFKA_CA_FILE', 'empty', {}, /a file that holds certificates as PEM/],
    ['KAFKA_CA_FILE', 'half.crt', {}, /a file that holds certificates as PEM/],
    ['KAFKA_CERT_FILE', 'tls.key', {}, /a file that holds a certificate as PEM/],
    [
      'KAFKA_KEY_FILE',
      'other.key',
      {},
      /a file that holds the private key of KAFKA_CERT_FILE.*mismatch/,
    ],
    ['KAFKA_KEY_FILE', 'note.txt', {}, /a file that holds the private key of KAFKA_CERT_FILE/],
    ['KAFKA_SASL_PASSWORD_FILE', 'nowhere', sasl, /a file that this process can read \(ENOENT/],
    ['KAFKA_SASL_PASSWORD_FILE', 'empty', sasl, /a file with a password/],
  ])(
    'says of %s with %s what it must be, and nothing that stands there',
    (setting, name, more, must) => {
      const others = setting === 'KAFKA_KEY_FILE' ? { KAFKA_CERT_FILE: file('tls.crt') } : {};
      const message = messageOf(() => open({ ...more, ...others, [setting]: file(name) }));
      expect(message).toMatch(/^Set these environment variables right: \w+: must be .*\.$/);
      expect(message).toMatch(new RegExp(` ${setting}: must be ${must.source}`));
      expect(message).not.toMatch(/sings|kanariya|BEGIN/);
    },
  );
});

/** As when a copy lost some lines. */
function broken(certificate: string): string {
  const lines = certificate.split('\n');
  return [...lines.slice(0, 3), ...lines.slice(5)].join('\n');
}

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was taken');
}
