import { codeOf } from '@tasuki/platform';

/** What a shell says of a program that SIGPIPE (13) ended. */
const endedByPipe = 128 + 13;

/**
 * Ends this process when nobody reads it any more, as in `leadctl … | head`. Other programs end so by
 * SIGPIPE, which Node ignores.
 */
export function endWithReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (codeOf(error) === 'EPIPE') process.exit(endedByPipe);
      throw error;
    });
  }
}
