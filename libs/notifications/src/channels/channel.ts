import { type LeadMessage } from '@tasuki/lead-messages';

export const channelKinds = ['email', 'slack', 'webhook'] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** What is sent to one recipient through one channel. */
export interface Outgoing {
  /** Of the notification: the same whenever it is sent again. */
  readonly id: string;
  /** An e-mail address; nothing for channels that lead to one place. */
  readonly recipient?: string;
  /** In the language of whoever reads it. */
  readonly text: { readonly subject: string; readonly body: string };
  /** What happened, for programs. */
  readonly message: LeadMessage;
}

/** What became of it. A reason is one phrase for an operator: no secrets, no personal data. */
export type Outcome =
  | { readonly outcome: 'delivered' }
  /** Nobody was asked to take it, and it would be refused again: no attempt was made. */
  | { readonly outcome: 'refused'; readonly reason: string }
  /**
   * Not accepted; or it may have been, but the same id may come again without harm, which is so for
   * webhooks.
   */
  | {
      readonly outcome: 'failed';
      readonly reason: string;
      /** The same would be refused again. */
      readonly isFinal: boolean;
      /** Milliseconds that the other side asked for. */
      readonly retryAfterMs?: number;
    }
  /** It may have been accepted, and a second one would reach somebody twice. */
  | { readonly outcome: 'unknown'; readonly reason: string }
  /** Nobody takes anything there any more: the channel is to be switched off. */
  | { readonly outcome: 'gone'; readonly reason: string };

/**
 * A way out. It keeps nothing open between two notifications. What every one promises is what
 * `channel.contract.ts` tests.
 */
export interface Channel {
  readonly kind: ChannelKind;
  /** Always tells what became of it, within a minute: what goes wrong outside is an outcome. */
  send(outgoing: Outgoing): Promise<Outcome>;
}
