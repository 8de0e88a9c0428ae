import { isEmailAddress, recordIn, wrongField } from '@tasuki/platform';
import { channelKinds } from '../channels/channel';
import { type Sender } from '../channels/email';
import { type ChannelSettings } from '../channels/settings';
import { type Range } from '../http/address-guard';
import { assertNoOthers, choiceIn, languageIn } from './given';
import { signingSecretsIn, smtpServerIn, webUrlIn } from './secrets';

const fieldsOf = {
  email: 'kind, smtp, from',
  slack: 'kind, url, language',
  webhook: 'kind, url, secrets',
} as const;

/** @throws SettingsUnreadable */
export function channelIn(
  given: unknown,
  at: string,
  allowPrivate: readonly Range[],
): ChannelSettings {
  const { kind: said, ...fields } = recordIn(given, at, 'kind, and what its kind asks for');
  const kind = choiceIn(said, `${at}.kind`, channelKinds);
  switch (kind) {
    case 'email': {
      const { smtp, from, ...others } = fields;
      assertNoOthers(others, at, fieldsOf[kind]);
      return { kind, server: smtpServerIn(smtp, `${at}.smtp`), from: senderIn(from, `${at}.from`) };
    }
    case 'slack': {
      const { url, language, ...others } = fields;
      assertNoOthers(others, at, fieldsOf[kind]);
      return {
        kind,
        url: webUrlIn(url, `${at}.url`, allowPrivate),
        language: languageIn(language, `${at}.language`),
      };
    }
    case 'webhook': {
      const { url, secrets, ...others } = fields;
      assertNoOthers(others, at, fieldsOf[kind]);
      return {
        kind,
        url: webUrlIn(url, `${at}.url`, allowPrivate),
        secrets: signingSecretsIn(secrets, `${at}.secrets`),
      };
    }
  }
}

/** `Tasuki <leads@example.com>`, or the address alone. */
function senderIn(given: unknown, at: string): Sender {
  const text = typeof given === 'string' ? given : '';
  const [, name = '', named] = /^([^<>"\p{Cc}]{1,200}) <(.+)>$/u.exec(text) ?? [];
  const address = named ?? text;
  if (isEmailAddress(address)) return { name, address };
  const problem = given === undefined ? 'is missing' : 'names no sender';
  throw wrongField(at, problem, 'an e-mail address, or a name and the address in <>');
}
