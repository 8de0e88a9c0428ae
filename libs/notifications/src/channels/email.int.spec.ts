import { certificate } from '../../testing/certificate';
import { type MailServer, password, startMailServer } from '../../testing/mail-server';
import { channelContract, type ChannelHarness, outgoing } from './channel.contract';
import { emailChannel } from './email';
import { type SmtpServer } from './smtp';

const from = { name: '営業支援', address: 'leads@example.com' };
const options = { ca: certificate.cert, timeLimitMs: 700 };
const behaviours = {
  accept: {},
  refuse: { reply: { to: 'RCPT TO', code: 550 } },
  defer: { reply: { to: 'RCPT TO', code: 450 } },
  lose: { endsAt: 'DATA' },
  stall: { stallsAt: 'DATA' },
} as const;

function channelTo({ port }: MailServer, more: Partial<SmtpServer> = {}) {
  const server = { host: 'localhost', port, isSecure: false, ...more };
  return emailChannel({ server, from }, options);
}

async function open(): Promise<ChannelHarness> {
  const server = await startMailServer();
  return {
    channel: channelTo(server),
    get accepted() {
      return server.accepted.map((mail) => /^Message-ID: .*$/m.exec(mail)![0]);
    },
    secrets: [password],
    behave: (as) => server.behave(behaviours[as]),
    close: () => server.close(),
  };
}

describe('e-mail', () => {
  channelContract(open, { refused: 'failed', isFinal: true, lost: 'unknown' });
});

describe('an e-mail', () => {
  let server: MailServer;
  beforeEach(async () => {
    server = await startMailServer();
  });
  afterEach(() => server.close());
  const send = (more: Partial<typeof outgoing> = {}) =>
    channelTo(server).send({ ...outgoing, ...more });

  it('is plain text with a Japanese subject, from a program, and with the same id each time', async () => {
    await send();
    const { headers, body } = read(server.accepted[0]!);
    expect(headers).toMatchObject({
      subject: outgoing.text.subject,
      from: '営業支援 <leads@example.com>',
      to: 'mika@example.jp',
      'message-id': `<${outgoing.id}@example.com>`,
      'auto-submitted': 'auto-generated',
      'content-type': 'text/plain; charset=utf-8',
    });
    expect(body.replaceAll('\r\n', '\n').trimEnd()).toBe(outgoing.text.body.trimEnd());
    expect(server.recipients).toEqual(['mika@example.jp']);
  });

  it('has no other headers than ours, whatever its subject is', async () => {
    const subject = '新規MQL\r\nBcc: everybody@example.jp\r\n\r\nBuy\u0000now';
    await send({ text: { subject, body: 'x' } });
    const { headers, body } = read(server.accepted[0]!);
    expect(headers.subject).toBe('新規MQL Bcc: everybody@example.jp Buy now');
    expect(Object.keys(headers)).not.toContain('bcc');
    expect([body.trim(), server.recipients]).toEqual(['x', ['mika@example.jp']]);
  });

  it.each([
    undefined,
    'mika',
    'mika@example.jp, ken@example.jp',
    'mika@example.jp>\r\nRCPT TO:<ken@example.jp',
    'mika@example.jp\r\nBcc: ken@example.jp',
  ])('goes to one address and to nobody else: %j', async (recipient) => {
    expect(await send({ recipient })).toEqual({
      outcome: 'refused',
      reason: 'the recipient has no e-mail address',
    });
    expect(server.recipients).toEqual([]);
  });

  it.each(['MAIL FROM', 'RCPT TO', 'DATA'] as const)('may be refused at %s', async (to) => {
    server.behave({ reply: { to, code: 550 } });
    const reason = (codes: string) => `the mail server answered ${codes} to ${to}`;
    const final = { outcome: 'failed', reason: reason('550 5.1.1'), isFinal: true };
    expect(await send()).toEqual(final);
    server.behave({ reply: { to, code: 451 } });
    expect(await send()).toEqual({ ...final, reason: reason('451 4.2.0'), isFinal: false });
  });

  it.each([{ endsAt: 'CONNECT' }, { endsAt: 'RCPT TO' }, { stallsAt: 'RCPT TO' }] as const)(
    'was not accepted when the server is lost before it takes it: %j',
    async (behaviour) => {
      server.behave(behaviour);
      expect(await send()).toMatchObject({ outcome: 'failed', isFinal: false });
    },
  );

  it.each([{ endsAt: 'DATA' }, { stallsAt: 'DATA' }] as const)(
    'may have been accepted when the server is lost after that: %j',
    async (behaviour) => {
      server.behave(behaviour);
      expect(await send()).toMatchObject({ outcome: 'unknown' });
    },
  );
});

describe('a login', () => {
  const login = { user: 'tasuki', password };
  let tried: string[] = [];
  const open = (more: object = {}) =>
    startMailServer({
      authOptional: false,
      onAuth: ({ username, password: given }, _, done) => {
        tried.push(`${given}`);
        if (given === password) done(null, { user: `${username}` });
        else done(Object.assign(new Error(`no ${given}`), { responseCode: 535 }));
      },
      ...more,
    });
  beforeEach(() => {
    tried = [];
  });

  it.each([false, true])('is sent by TLS (from the first byte: %s)', async (isSecure) => {
    const server = await open({ secure: isSecure });
    const channel = channelTo(server, { isSecure, login });
    expect(await channel.send(outgoing)).toEqual({ outcome: 'delivered' });
    await server.close();
  });

  it('that is refused can be mended, and is not shown', async () => {
    const server = await open();
    const wrong = { user: 'tasuki', password: 'another' };
    const outcome = await channelTo(server, { login: wrong }).send(outgoing);
    expect(outcome).toMatchObject({ outcome: 'failed', isFinal: false });
    expect(JSON.stringify(outcome)).toContain('535');
    expect(JSON.stringify(outcome)).not.toMatch(/another|tasuki/);
    await server.close();
  });

  it('is never sent in clear, nor to a server that nobody trusts', async () => {
    const clear = await open({
      hideSTARTTLS: true,
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
    });
    expect(await channelTo(clear, { login }).send(outgoing)).toMatchObject({ isFinal: false });
    await clear.close();
    const strange = await open();
    const server = { host: 'localhost', port: strange.port, isSecure: false, login };
    const outcome = await emailChannel({ server, from }, { timeLimitMs: 700 }).send(outgoing);
    expect(outcome).toMatchObject({ outcome: 'failed', isFinal: false });
    await strange.close();
    expect(tried).toEqual([]);
  });
});

/** A message as a mail program shows it: headers by name in lower case, and the text. */
function read(mail: string) {
  const [head = '', ...rest] = mail.split('\r\n\r\n');
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...value] = line.split(': ');
      return [name.toLowerCase(), inWords(value.join(': '))];
    }),
  );
  return { headers, body: decoded(rest.join('\r\n\r\n'), headers['content-transfer-encoding']!) };
}

/** Encoded words (RFC 2047) as text; blanks between two of them are none. */
function inWords(value: string): string {
  const joined = value.replaceAll(/\?=\s+=\?/g, '?==?');
  const bytes = joined.replaceAll(
    /=\?UTF-8\?([BQ])\?(.*?)\?=/gi,
    (_, encoding: string, text: string) =>
      encoding.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('latin1')
        : quotedPrintable(text.replaceAll('_', ' ')),
  );
  return Buffer.from(bytes, 'latin1').toString();
}

function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding === 'quoted-printable') {
    return Buffer.from(quotedPrintable(body.replaceAll('=\r\n', '')), 'latin1').toString();
  }
  return body;
}

function quotedPrintable(text: string): string {
  return text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
}
