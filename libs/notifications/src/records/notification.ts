import { type Recipient } from '../wanted';

/**
 * `pending`: it will be sent; `sending`: somebody is at it; `unknown`: it may have arrived, and a second
 * one would reach somebody twice.
 */
export const notificationStates = ['pending', 'sending', 'delivered', 'failed', 'unknown'] as const;
export type NotificationState = (typeof notificationStates)[number];

/** What is to be sent, because of which message. */
export interface NewNotification {
  /** By {@link derivedNotificationId}: one for each cause, recipient and channel. */
  readonly id: string;
  readonly causeId: string;
  /** The type of the message. */
  readonly causeType: string;
  readonly leadId: string;
  /** Of the lead's stream. */
  readonly version: number;
  readonly rule: string;
  readonly channel: string;
  readonly recipient: Recipient;
}

/** A notification as it is recorded. Instants are RFC 3339 in UTC. */
export interface Notification extends NewNotification {
  readonly state: NotificationState;
  /** Made so far. */
  readonly attempts: number;
  /** Why the last attempt did not succeed; no secrets, no personal data. */
  readonly reason: string | null;
  readonly requestedAt: string;
  /** When it was known what had come of the last attempt. */
  readonly lastAttemptAt: string | null;
  /** When it will be tried; `null` once that is over. */
  readonly nextAttemptAt: string | null;
}
