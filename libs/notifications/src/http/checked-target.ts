import { isIP } from 'node:net';
import { type Range, verdictOn } from './address-guard';
import { NotSent, Refused } from './outgoing-errors';

/** All addresses of a host, of both families. @throws whatever the system says when there are none */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** Where a request may go: to one of these addresses and nowhere else. */
export interface Target {
  readonly url: URL;
  /** Without the brackets of a URL. */
  readonly host: string;
  readonly addresses: readonly string[];
}

/**
 * Looks a URL's host up, once, and checks every address that it has: one that may not be reached
 * spoils them all, or else whoever owns the name could mix one in and wait for it to be tried.
 * @throws Refused, NotSent when the host has no address
 */
export async function checkedTarget(
  text: string,
  allowed: readonly Range[],
  resolve: Resolve,
): Promise<Target> {
  const url = urlIn(text);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const addresses = isIP(host) ? [host] : await addressesOf(host, resolve);
  for (const address of addresses) {
    const verdict = verdictOn(address, allowed);
    const place = address === host ? host : `${host} at ${address}`;
    if (typeof verdict === 'object') throw new Refused(`${place} is ${verdict.refused}`);
    if (url.protocol === 'http:' && verdict !== 'allowed') {
      throw new Refused(`${place} may be reached by https only`);
    }
  }
  return { url, host, addresses };
}

function urlIn(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw new Refused('the URL cannot be read');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new Refused('the URL is neither https: nor http:');
  }
  if (url.username !== '' || url.password !== '') throw new Refused('the URL holds credentials');
  return url;
}

async function addressesOf(host: string, resolve: Resolve): Promise<readonly string[]> {
  const addresses = await resolve(host).catch(() => []);
  if (addresses.length === 0) throw new NotSent(`${host} has no address`);
  return addresses;
}
