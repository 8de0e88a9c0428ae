import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../free-port';
import { authority, brokerCertificate } from './certificates';

/** Whom a broker lets in by a password. */
export interface TestUser {
  readonly name: string;
  readonly password: string;
}

/** Listeners with TLS: where they are, and what a broker is to be told of them. */
export interface GuardedListeners {
  /** `host:port` that takes PLAIN and SCRAM, by TLS. */
  readonly byPassword: string;
  /** `host:port` that takes a certificate of our authority, by TLS. */
  readonly byCertificate: string;
  readonly ports: readonly number[];
  readonly listeners: readonly string[];
  readonly protocols: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly users: readonly string[];
}

const jaas = 'org.apache.kafka.common.security';

/** @param folder where the broker finds the certificates */
export async function guardedListeners(folder: string, user: TestUser): Promise<GuardedListeners> {
  const { name, password } = user;
  const [keystore, truststore] = [join(folder, 'broker.pem'), join(folder, 'authority.pem')];
  await writeFile(keystore, brokerCertificate.key + brokerCertificate.cert);
  await writeFile(truststore, authority);
  const ports = [await freePort(), await freePort()];
  const [byPassword, byCertificate] = ports.map((port) => `127.0.0.1:${port}`) as [string, string];
  const plain = `${jaas}.plain.PlainLoginModule required user_${name}="${password}";`;
  const scram = `${jaas}.scram.ScramLoginModule required;`;
  const scrams = ['SCRAM-SHA-256', 'SCRAM-SHA-512'];
  const ofPassword = 'listener.name.password';
  return {
    byPassword,
    byCertificate,
    ports,
    listeners: [`PASSWORD://${byPassword}`, `CERTIFICATE://${byCertificate}`],
    protocols: ['PASSWORD:SASL_SSL', 'CERTIFICATE:SSL'],
    properties: {
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': keystore,
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': truststore,
      'listener.name.certificate.ssl.client.auth': 'required',
      [`${ofPassword}.sasl.enabled.mechanisms`]: ['PLAIN', ...scrams].join(','),
      [`${ofPassword}.plain.sasl.jaas.config`]: plain,
      [`${ofPassword}.scram-sha-256.sasl.jaas.config`]: scram,
      [`${ofPassword}.scram-sha-512.sasl.jaas.config`]: scram,
    },
    users: scrams.map((mechanism) => `${mechanism}=[name=${name},password=${password}]`),
  };
}
