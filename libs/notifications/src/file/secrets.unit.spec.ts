import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { rangeIn } from '../http/address-guard';
import { notificationsIn } from './notifications-in';
import { signingSecretsIn, smtpServerIn, webUrlIn } from './secrets';

const internal = [rangeIn('10.0.0.0/8')!];
const secretOf = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;

describe('the URL of a webhook', () => {
  it.each(['https://crm.example.com/hooks?x=1', 'https://8.8.8.8/', 'https://10.0.0.7:8443/'])(
    'may be %s',
    (url) => expect(webUrlIn(url, 'url', internal)).toBe(url),
  );

  it('may be http:// where that is allowed', () => {
    expect(webUrlIn('http://10.0.0.7/', 'url', internal)).toBe('http://10.0.0.7/');
    expect(webUrlIn('http://intranet/', 'url', internal)).toBe('http://intranet/');
    expect(() => webUrlIn('http://8.8.8.8/', 'url', internal)).toThrow('url cannot be used');
    expect(() => webUrlIn('http://intranet/', 'url', [])).toThrow('url cannot be used');
  });

  it.each([
    'crm.example.com',
    'ftp://crm.example.com/',
    'https://user:secret@crm.example.com/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://[::ffff:7f00:1]/',
    7,
    null,
  ])('is never %s', (url) =>
    expect(() => webUrlIn(url, 'url', internal)).toThrow(
      'url cannot be used; allowed: an https:// URL without user and password, ' +
        'not of an address that is not public (http:// only to what allowPrivate names)',
    ),
  );
});

describe('a mail server', () => {
  it.each([
    ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, isSecure: false }],
    ['smtps://mail.example.com/', { host: 'mail.example.com', port: 465, isSecure: true }],
    ['smtp://[::1]:25', { host: '::1', port: 25, isSecure: false }],
    [
      'smtp://a%40b:p%2Fw@mail.example.com:2525',
      {
        host: 'mail.example.com',
        port: 2525,
        isSecure: false,
        login: { user: 'a@b', password: 'p/w' },
      },
    ],
  ])('is read from %s', (url, server) => expect(smtpServerIn(url, 'smtp')).toEqual(server));

  it.each([
    'mail.example.com',
    'https://mail.example.com',
    'smtp://',
    'smtp://user@mail.example.com',
    'smtp://user:p%ss@mail.example.com',
    'smtp://mail.example.com/path',
    'smtp://mail.example.com?secure=no',
    undefined,
  ])('is not read from %s', (url) =>
    expect(() => smtpServerIn(url, 'smtp')).toThrow(/^smtp (cannot be used|is missing); allowed: /),
  );
});

describe('secrets to sign with', () => {
  it('are one or two, of 24 to 64 bytes', () => {
    const good = [secretOf(24), secretOf(64)];
    expect(signingSecretsIn(good, 'secrets')).toEqual(good);
    expect(signingSecretsIn([secretOf(32)], 'secrets')).toEqual([secretOf(32)]);
  });

  it.each([
    [[]],
    [secretOf(24)],
    [[secretOf(23)]],
    [[secretOf(65)]],
    [[secretOf(24).slice(6)]],
    [[`${secretOf(24)}=`]],
    [[secretOf(24), secretOf(24)]],
    [[secretOf(24), secretOf(25), secretOf(26)]],
    [[7]],
  ])('are never %j', (given) =>
    expect(() => signingSecretsIn(given, 'secrets')).toThrow('secrets cannot be used; allowed: '),
  );
});

/** A file with something else in one place, whichever that is. */
function spoilt(secret: string): fc.Arbitrary<string> {
  const url = `https://hooks.example.com/${secret}`;
  const book = (): Record<string, unknown> => ({
    allowPrivate: ['10.0.0.0/8'],
    channels: {
      mail: { kind: 'email', smtp: 'smtp://mail.example.com', from: 'leads@example.com' },
      chat: { kind: 'slack', url, language: 'ja' },
      crm: { kind: 'webhook', url, secrets: [secretOf(24)] },
    },
    lists: { sales: { addresses: ['sales@example.com'], language: 'ja' } },
    rules: [
      {
        rule: 'one',
        on: 'deal-won',
        where: { 'stage.to': 'won' },
        to: { list: 'sales' },
        by: 'mail',
      },
      { rule: 'two', on: 'deal-won', by: 'crm' },
    ],
  });
  const places = placesIn(book());
  const wrong = [
    secret,
    url,
    `smtp://user:${secret}@`,
    [secret],
    { [secret]: secret },
    `*${secret}`,
  ];
  return fc
    .tuple(fc.constantFrom(...places), fc.constantFrom(...wrong), fc.boolean())
    .map(([place, value, isBesides]) => {
      const whole = book();
      const parent = place.slice(0, -1).reduce((at, key) => at[key] as typeof at, whole);
      parent[isBesides && !Array.isArray(parent) ? secret : place.at(-1)!] = value;
      return JSON.stringify(whole).replaceAll(/"\*(\w+)"/g, '*$1');
    });
}

function placesIn(value: unknown, at: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inside = Object.entries(value).flatMap(([key, one]) => placesIn(one, [...at, key]));
  return at.length === 0 ? inside : [at, ...inside];
}

it('no secret is ever shown, wherever it stands by mistake', () => {
  const secret = randomBytes(18).toString('hex');
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  fc.assert(
    fc.property(spoilt(secret), (text) => {
      let said = '';
      try {
        notificationsIn(text);
      } catch (error) {
        said = String(error);
      }
      expect(said).not.toContain(secret);
    }),
    { numRuns: 1_000 },
  );
  notificationsIn(`rules: !${secret} []`);
  expect(warn).not.toHaveBeenCalled();
});
