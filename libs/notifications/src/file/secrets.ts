import { wrongField } from '@tasuki/platform';
import { isIP } from 'node:net';
import { type Range, verdictOn } from '../http/address-guard';
import { type SmtpServer } from '../channels/smtp';

/** What stands in these fields is never shown, whatever is wrong with it. */
function wrongSecret(given: unknown, at: string, allowed: string) {
  return wrongField(at, given === undefined ? 'is missing' : 'cannot be used', allowed);
}

/** Where Slack or a webhook is. What its name leads to is known only when something is sent. */
export function webUrlIn(given: unknown, at: string, allowPrivate: readonly Range[]): string {
  const http = allowPrivate.length > 0 ? ' (http:// only to what allowPrivate names)' : '';
  const allowed = `an https:// URL without user and password, not of an address that is not public${http}`;
  const url = typeof given === 'string' ? URL.parse(given) : null;
  if (url === null || !isReachable(url, allowPrivate)) throw wrongSecret(given, at, allowed);
  return url.href;
}

function isReachable(url: URL, allowPrivate: readonly Range[]): boolean {
  const { protocol, username, password } = url;
  if (username !== '' || password !== '') return false;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const verdict = isIP(host) ? verdictOn(host, allowPrivate) : undefined;
  if (typeof verdict === 'object') return false;
  if (protocol === 'https:') return true;
  return protocol === 'http:' && allowPrivate.length > 0 && verdict !== 'public';
}

const ports: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 };

export function smtpServerIn(given: unknown, at: string): SmtpServer {
  const url = typeof given === 'string' ? URL.parse(given) : null;
  const server = url === null ? undefined : smtpServerAt(url);
  if (server !== undefined) return server;
  const allowed = 'smtp:// or smtps://, user:password@ if need be, a host, and :port if need be';
  throw wrongSecret(given, at, `${allowed}; what is special in a password as %-code`);
}

function smtpServerAt(url: URL): SmtpServer | undefined {
  const { protocol, hostname, username, password, search, hash } = url;
  const port = ports[protocol];
  const [user, secret] = [decoded(username), decoded(password)];
  if (port === undefined || hostname === '' || user === undefined || secret === undefined) return;
  const isAllThere = (user === '') === (secret === '');
  if (!isAllThere || !['', '/'].includes(url.pathname) || search !== '' || hash !== '') return;
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? port : Number(url.port),
    isSecure: protocol === 'smtps:',
    ...(user !== '' && { login: { user, password: secret } }),
  };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** By Standard Webhooks: the newest first, and the one before it while receivers change over. */
export function signingSecretsIn(given: unknown, at: string): readonly string[] {
  const allowed = 'one or two of whsec_ and the base64 of 24 to 64 random bytes, the newest first';
  const secrets = Array.isArray(given) ? (given as unknown[]) : [];
  const isGood = secrets.length > 0 && secrets.length <= 2 && secrets.every(isSigningSecret);
  if (!isGood || secrets[0] === secrets[1]) throw wrongSecret(given, at, allowed);
  return secrets as string[];
}

function isSigningSecret(given: unknown): boolean {
  const base64 = typeof given === 'string' ? /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(given)?.[1] : '';
  const bytes = Buffer.from(base64 ?? '', 'base64');
  return bytes.length >= 24 && bytes.length <= 64 && bytes.toString('base64') === base64;
}
