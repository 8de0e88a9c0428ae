import { codeOf } from '@tasuki/platform';
import { isNativeError } from 'node:util/types';
import { StoreUnavailable } from '../errors';

/**
 * SQLSTATEs after which the same work may succeed later: connection lost (08), not enough resources
 * such as disk or connections (53), the server going away or coming up (57P), a time-out (55P03,
 * 57014, 25P03), a server that turned read-only in a failover (25006).
 */
const passing = /^(08|53|57P|55P03|57014|25P03|25006)/;

/** Whether the store is away, as against having understood and refused. */
export function isUnavailable(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  const state = sqlStateOf(error);
  if (state !== undefined) return passing.test(state);
  return connectionLost.some((text) => error.message.includes(text)) || isOfSocket(error);
}

/** The server's own code of an error; undefined when it is not the server that speaks. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = codeOf(error);
  // EPIPE looks like one.
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && !isOfSocket(error) ? code : undefined;
}

/** SQLSTATE 53100, by itself or behind what the store made of it. */
export function isDiskFull(error: unknown): boolean {
  return codeOf(error instanceof StoreUnavailable ? error.cause : error) === '53100';
}

export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return (
    codeOf(error) === '23505' &&
    isNativeError(error) &&
    'constraint' in error &&
    error.constraint === constraint
  );
}

function isOfSocket(error: unknown): boolean {
  return socketErrors.has(codeOf(error) ?? '');
}

const socketErrors = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  // The name server does not answer.
  'EAI_AGAIN',
  // Networks of containers forget the name of one that is started again. A name that never was any ends a
  // process at its start, as all that cannot be reached then.
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Errors that node-postgres makes itself, without a code. */
const connectionLost = [
  'Connection terminated',
  'Client has encountered a connection error',
  'timeout exceeded when trying to connect',
  'Cannot use a pool after calling end on the pool',
  'Query read timeout',
];
