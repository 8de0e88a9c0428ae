import { type KafkaConfig, reasonOf, StartupError } from '@tasuki/platform';
import { type Kafka, type SASLOptions } from 'kafkajs';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type ConnectionOptions, createSecureContext } from 'node:tls';
import { kafkaClient, type KafkaClientOptions } from './kafka-client';

/** What the configuration says of the brokers, and of how they let us in. */
export type KafkaSettings = { readonly KAFKA_BROKERS: string } & Pick<
  KafkaConfig,
  | 'KAFKA_TLS'
  | 'KAFKA_CA_FILE'
  | 'KAFKA_CERT_FILE'
  | 'KAFKA_KEY_FILE'
  | 'KAFKA_SASL_MECHANISM'
  | 'KAFKA_SASL_USERNAME'
  | 'KAFKA_SASL_PASSWORD_FILE'
>;

/**
 * A client of the cluster that the configuration names; it connects when it is first used. The files are
 * read once, here.
 * @throws StartupError when a file cannot be read or holds something else; it quotes nothing of the file
 */
export function configuredKafka(
  settings: KafkaSettings,
  options: Omit<KafkaClientOptions, 'brokers' | 'sasl' | 'ssl'>,
): Kafka {
  const { KAFKA_BROKERS, KAFKA_TLS, KAFKA_SASL_MECHANISM } = settings;
  if (KAFKA_SASL_MECHANISM !== undefined && KAFKA_TLS === 'off') {
    options.logger.warn(
      'who listens to Kafka reads along, and may guess the password: set KAFKA_TLS=on',
    );
  }
  return kafkaClient({
    brokers: KAFKA_BROKERS.split(','),
    ...options,
    ...(KAFKA_TLS === 'on' && { ssl: tlsOf(settings) }),
    ...(KAFKA_SASL_MECHANISM !== undefined && { sasl: saslOf(settings, KAFKA_SASL_MECHANISM) }),
  });
}

function tlsOf({ KAFKA_CA_FILE, KAFKA_CERT_FILE, KAFKA_KEY_FILE }: KafkaSettings) {
  const ca = contentOf('KAFKA_CA_FILE', KAFKA_CA_FILE);
  const cert = contentOf('KAFKA_CERT_FILE', KAFKA_CERT_FILE);
  const key = contentOf('KAFKA_KEY_FILE', KAFKA_KEY_FILE);
  const options: ConnectionOptions = {
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
  };
  // Node passes over what it cannot read of the authorities, and then trusts the others alone, or nobody.
  mustBe('KAFKA_CA_FILE', 'certificates as PEM', () => ca && certificatesIn(ca));
  mustBe('KAFKA_CERT_FILE', 'a certificate as PEM', () => cert && new X509Certificate(cert));
  const allowed = 'the private key of KAFKA_CERT_FILE, as PEM and without a password';
  mustBe('KAFKA_KEY_FILE', allowed, () => createSecureContext(options));
  return options;
}

/** What stands between them, such as their names, is left out. */
function certificatesIn(content: string): readonly X509Certificate[] {
  const parts = content.split(/^(?=-----BEGIN )/m);
  const blocks = parts.filter((part) => part.startsWith('-----BEGIN '));
  return (blocks.length > 0 ? blocks : [content]).map((one) => new X509Certificate(one));
}

function saslOf(settings: KafkaSettings, mechanism: SASLOptions['mechanism']): SASLOptions {
  const { KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD_FILE } = settings;
  const content = contentOf('KAFKA_SASL_PASSWORD_FILE', KAFKA_SASL_PASSWORD_FILE) ?? '';
  const password = content.replace(/\r?\n$/, '');
  if (password === '') throw wrong('KAFKA_SASL_PASSWORD_FILE', 'must be a file with a password');
  return { mechanism, username: KAFKA_SASL_USERNAME ?? '', password } as SASLOptions;
}

function contentOf(setting: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw wrong(setting, `must be a file that this process can read (${reasonOf(error)})`);
  }
}

function mustBe(setting: string, allowed: string, read: () => unknown): void {
  try {
    read();
  } catch (error) {
    throw wrong(setting, `must be a file that holds ${allowed} (${reasonOf(error)})`);
  }
}

function wrong(setting: string, problem: string): StartupError {
  return new StartupError(`Set these environment variables right: ${setting}: ${problem}.`);
}
