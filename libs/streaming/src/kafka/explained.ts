import { reasonOf } from '@tasuki/platform';

/**
 * What ended the work with the brokers, for whoever reads the log. Of a connection that a broker ended
 * kafkajs says only that; it is also how a broker answers somebody who does not speak as it wants.
 */
export function explained(error: unknown): unknown {
  if (reasonOf(error) !== 'Closed connection') return error;
  const asked = 'asks for TLS (KAFKA_TLS) or a password (KAFKA_SASL_MECHANISM)';
  return new Error(`the broker closed the connection: it stopped, or ${asked}`, { cause: error });
}
