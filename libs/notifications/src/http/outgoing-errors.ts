/** The guard said no, and would again: nothing was sent. The message names no path and no query. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** It certainly never reached whom it was for: no name, no connection, no TLS. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
}

/** It was sent, or at least begun, and no answer came: it may have been taken. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}
