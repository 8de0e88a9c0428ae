import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { answering, startHttpServer } from '../../libs/notifications/testing/http-server';
import { startMailServer } from '../../libs/notifications/testing/mail-server';

/** Who is told of what happens: a mail server and the receiver of webhooks, and the file that says so. */
export interface ThoseTold {
  readonly file: string;
  /** The ids of the notifications in the mails that were accepted. */
  mailed(): readonly string[];
  /** The ids of the webhooks that came, each as often as it came, with a good signature. */
  hooked(): readonly string[];
  close(): Promise<void>;
}

/** The messages that both channels tell of. */
export const toldOf = ['marketing-qualified', 'sales-qualified', 'deal-won'] as const;

export async function startThoseTold(): Promise<ThoseTold> {
  const folder = await mkdtemp(join(tmpdir(), 'tasuki-told-'));
  const mail = await startMailServer({ disabledCommands: ['STARTTLS'] });
  const hooks = await startHttpServer('http');
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const hooked: string[] = [];
  // A signature is good for some minutes: it is looked at when it comes.
  hooks.behave((response, request) => {
    const { body, headers } = hooks.received.at(-1)!;
    new Webhook(secret).verify(body, headers);
    hooked.push(headers['webhook-id']!);
    answering(204)(response, request);
  });
  const file = join(folder, 'notifications.yaml');
  const rules = toldOf.flatMap((on) => [
    `  - {rule: ${on}-mail, on: ${on}, to: {list: sales}, by: mail}`,
    `  - {rule: ${on}-hook, on: ${on}, by: crm}`,
  ]);
  await writeFile(
    file,
    `allowPrivate: [127.0.0.0/8]
channels:
  mail: {kind: email, smtp: 'smtp://127.0.0.1:${mail.port}', from: 'leads@example.com'}
  crm: {kind: webhook, url: 'http://127.0.0.1:${hooks.port}/hooks', secrets: ['${secret}']}
lists:
  sales: {addresses: [sales@example.com], language: ja}
rules:
${rules.join('\n')}
`,
  );
  return {
    file,
    mailed: () => mail.accepted.map((text) => /^Message-ID: <([0-9a-f-]{36})/im.exec(text)![1]!),
    hooked: () => hooked,
    async close() {
      await Promise.all([mail.close(), hooks.close()]);
      await rm(folder, { recursive: true });
    },
  };
}
