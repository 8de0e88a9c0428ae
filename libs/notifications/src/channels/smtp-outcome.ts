import { type Outcome } from './channel';

/** What nodemailer says of a delivery that failed. */
interface SmtpFailure {
  readonly code?: string;
  readonly originalCode?: string;
  readonly command?: string;
  readonly response?: string;
  readonly responseCode?: number;
}

/**
 * What became of a message that the mail server did not confirm.
 * @param isBegun whether the server was already taking the message in
 */
export function outcomeOfFailure(error: unknown, isBegun: boolean): Outcome {
  const { code, originalCode, command, response, responseCode = 0 } = error as SmtpFailure;
  if (responseCode >= 400) {
    const reason = `the mail server answered ${codesIn(response)} to ${command}`;
    return { outcome: 'failed', reason, isFinal: responseCode >= 500 && isOfMessage(code) };
  }
  const why = originalCode ?? code ?? 'no code';
  return isBegun
    ? { outcome: 'unknown', reason: `the mail server took the message and gave no answer: ${why}` }
    : { outcome: 'failed', reason: `the mail server could not be used: ${why}`, isFinal: false };
}

/** A greeting, STARTTLS or a login that is refused says nothing of the message; that can be mended. */
function isOfMessage(code: string | undefined): boolean {
  return code === 'EENVELOPE' || code === 'EMESSAGE';
}

/** The reply's code and its enhanced one (RFC 3463). The text often shows the recipient. */
function codesIn(response: string | undefined): string | undefined {
  return /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(response ?? '')?.[0];
}
