import { isNativeError } from 'node:util/types';
import { StoreUnavailable } from '../errors';

/**
 * SQLSTATEs after which the same work may succeed later: connection lost (08), not enough resources
 * such as disk or connections (53), the server going away or coming up (57P), a time-out (55P03,
 * 57014, 25P03), a server that turned read-only in a failover (25006).
 */
const passing = /^(08|53|57P|55P03|57014|25P03|25006)/;
const sqlState = /^[0-9A-Z]{5}$/;

/** Whether the store is away, as against having understood and refused. */
export function isUnavailable(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (sqlState.test(code)) return passing.test(code);
  return connectionLost.some((text) => error.message.includes(text)) || socketErrors.has(code);
}

/** SQLSTATE 53100, by itself or behind what the store made of it. */
export function isDiskFull(error: unknown): boolean {
  const told = error instanceof StoreUnavailable ? error.cause : error;
  return isNativeError(told) && 'code' in told && told.code === '53100';
}

export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return (
    isNativeError(error) &&
    'code' in error &&
    error.code === '23505' &&
    'constraint' in error &&
    error.constraint === constraint
  );
}

const socketErrors = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
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
