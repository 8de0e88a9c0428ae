import { isNativeError } from 'node:util/types';

/**
 * Something outside the program keeps it from starting. The message is one sentence that names the
 * remedy; the app's main prints it alone, without a stack trace.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}

// Not `instanceof Error`: under Jest the system's errors are of another realm.

/** What went wrong, for the inside of a sentence. */
export function reasonOf(error: unknown): string {
  return isNativeError(error) ? error.message : String(error);
}

/** The system's code of an error (ENOENT, EACCES, …), if it has one. */
export function codeOf(error: unknown): string | undefined {
  if (!isNativeError(error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Whether a call to the system failed, rather than the program. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return isNativeError(error) && 'syscall' in error;
}
