import { isEmailAddress } from '@tasuki/platform';
import MailComposer from 'nodemailer/lib/mail-composer';
import { type Channel, type Outgoing } from './channel';
import { deliver, type SmtpOptions, type SmtpServer } from './smtp';

/** Whom e-mail is from. */
export interface Sender {
  readonly name: string;
  readonly address: string;
}

export interface EmailSettings {
  readonly server: SmtpServer;
  readonly from: Sender;
}

/** Plain text over SMTP, a connection for each message. */
export function emailChannel({ server, from }: EmailSettings, options: SmtpOptions = {}): Channel {
  return {
    kind: 'email',
    async send(outgoing) {
      const { recipient } = outgoing;
      if (recipient === undefined || !isEmailAddress(recipient)) {
        return { outcome: 'refused', reason: 'the recipient has no e-mail address' };
      }
      const content = await contentOf(outgoing, from, recipient);
      return deliver(server, { from: from.address, to: recipient, content }, options);
    },
  };
}

/** Of the same notification the same Message-ID, so that mail programs know a second one. */
function contentOf({ id, text }: Outgoing, from: Sender, address: string): Promise<Buffer> {
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  const mail = new MailComposer({
    from,
    to: { name: '', address },
    subject: text.subject.replaceAll(/\p{Cc}+/gu, ' '),
    messageId: `<${id}@${domain}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    text: text.body,
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return mail.compile().build();
}
