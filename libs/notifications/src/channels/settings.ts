import { type Language } from '@tasuki/lead';
import { type EmailSettings } from './email';
import { type WebhookSettings } from './webhook';

/** What a file says of a channel. It holds passwords: never to be logged or shown. */
export type ChannelSettings =
  | ({ readonly kind: 'email' } & EmailSettings)
  | { readonly kind: 'slack'; readonly url: string; readonly language: Language }
  | ({ readonly kind: 'webhook' } & WebhookSettings);
