import { pino, type Logger } from 'pino';

export type { Logger };

/**
 * One line of JSON per happening, on standard output. What may be logged: ids, names of commands,
 * outcomes, durations. Never personal data, tokens or bodies.
 */
export function createLogger(level: string): Logger {
  return pino({ level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime });
}

export const silentLogger: Logger = pino({ level: 'silent' });
