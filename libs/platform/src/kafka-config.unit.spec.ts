import { HttpConfig, readConfig } from './config';
import { ConsumerConfig, RelayConfig } from './kafka-config';

const needed = {
  DATABASE_URL: 'postgresql://127.0.0.1',
  TASUKI_MASTER_KEY_FILE: 'master.key',
  KAFKA_BROKERS: 'kafka-1:9092,kafka-2:9092',
};
const password = {
  KAFKA_SASL_USERNAME: 'tasuki',
  KAFKA_SASL_PASSWORD_FILE: '/run/secrets/kafka',
};
const tls = { KAFKA_TLS: 'on' };
const certificate = { KAFKA_CERT_FILE: 'tls.crt', KAFKA_KEY_FILE: 'tls.key' };
const read = (more: Readonly<Record<string, string>>) =>
  readConfig(RelayConfig, { ...needed, ...more });

describe('the settings of Kafka', () => {
  it.each([
    ['nothing but brokers', {}],
    ['TLS', tls],
    ['TLS with an authority', { ...tls, KAFKA_CA_FILE: 'ca.crt' }],
    ['a certificate', { ...tls, ...certificate }],
    ['a password by TLS', { ...tls, ...password, KAFKA_SASL_MECHANISM: 'plain' }],
    ['a password that is not sent', { ...password, KAFKA_SASL_MECHANISM: 'scram-sha-512' }],
    [
      'a password to this machine',
      { ...password, KAFKA_SASL_MECHANISM: 'plain', KAFKA_BROKERS: 'localhost:1,127.0.0.1:2' },
    ],
  ])('may be %s', (_, settings) => {
    expect(read(settings)).toMatchObject(settings);
  });

  it.each([
    [{ KAFKA_TLS: 'yes' }, 'KAFKA_TLS: must be one of the following values: on, off'],
    [{ KAFKA_CA_FILE: 'ca.crt' }, 'KAFKA_CA_FILE: needs KAFKA_TLS=on'],
    [certificate, 'KAFKA_CERT_FILE: needs KAFKA_TLS=on; KAFKA_KEY_FILE: needs KAFKA_TLS=on'],
    [
      { ...tls, KAFKA_CERT_FILE: 'tls.crt' },
      'KAFKA_KEY_FILE: must be set where KAFKA_CERT_FILE is',
    ],
    [{ ...tls, KAFKA_KEY_FILE: 'tls.key' }, 'KAFKA_CERT_FILE: must be set where KAFKA_KEY_FILE is'],
    [
      { ...tls, KAFKA_SASL_USERNAME: 'tasuki' },
      'KAFKA_SASL_MECHANISM: must be set where KAFKA_SASL_USERNAME is; KAFKA_SASL_PASSWORD_FILE: must be set where KAFKA_SASL_USERNAME is',
    ],
    [
      { ...tls, ...password },
      'KAFKA_SASL_MECHANISM: must be set where KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD_FILE is',
    ],
    [
      { ...tls, ...password, KAFKA_SASL_MECHANISM: 'gssapi' },
      'KAFKA_SASL_MECHANISM: must be one of the following values: plain, scram-sha-256, scram-sha-512',
    ],
    [
      { ...password, KAFKA_SASL_MECHANISM: 'plain' },
      'KAFKA_SASL_MECHANISM: plain sends the password as it is; take KAFKA_TLS=on, or scram-sha-256 or scram-sha-512',
    ],
    [
      { ...password, KAFKA_SASL_MECHANISM: 'plain', KAFKA_BROKERS: 'localhost:1,kafka-1:9092' },
      'KAFKA_SASL_MECHANISM: plain sends the password as it is; take KAFKA_TLS=on, or scram-sha-256 or scram-sha-512',
    ],
  ])('%j: says what is wrong, and what is allowed', (settings, problem) => {
    expect(() => read(settings)).toThrow(`Set these environment variables right: ${problem}.`);
  });

  it('are nothing to a process that has nothing to do with Kafka', () => {
    const config = readConfig(HttpConfig, { ...needed, TASUKI_JWKS: 'jwks.json' });
    expect(Object.keys(config).filter((name) => name.startsWith('KAFKA'))).toEqual([]);
  });

  it('are looked at in a process without Kafka, too', () => {
    const { KAFKA_BROKERS: _, ...others } = needed;
    expect(() => readConfig(ConsumerConfig, { ...others, KAFKA_CA_FILE: 'ca.crt' })).toThrow(
      'KAFKA_CA_FILE: needs KAFKA_TLS=on',
    );
  });
});
