export {
  type Channel,
  type ChannelKind,
  channelKinds,
  type Outcome,
  type Outgoing,
} from './channels/channel';
export { openChannel } from './channels/open-channel';
export { type ChannelSettings } from './channels/settings';
export { type Mailbox } from './file/mailbox';
export { type NotificationsFile, notificationsFile } from './file/notifications-file';
export { type NotificationsBook } from './file/notifications-in';
export { type Range, rangeIn } from './http/address-guard';
export { type Answer } from './http/answer';
export { type Resolve } from './http/checked-target';
export { guardedPost, type Post, type PostOptions } from './http/guarded-post';
export { NotSent, OutcomeUnknown, Refused } from './http/outgoing-errors';
export { type NotificationRule } from './notification-rule';
export {
  type ClosedChannel,
  closeChannel,
  closedChannels,
  isClosed,
  reopenChannel,
} from './records/closed-channels.postgres';
export {
  type NewNotification,
  type Notification,
  type NotificationState,
  notificationStates,
} from './records/notification';
export {
  claimDueNotifications,
  type ClaimedNotification,
  notificationById,
  type NotificationFilter,
  notificationMigrations,
  notificationPage,
  openNotifications,
  prolongNotifications,
  redeliverNotification,
  requestNotifications,
  settleNotification,
} from './records/notifications.postgres';
export { nextAttempt } from './retry-schedule';
export { type EventType, type Facts, type Text } from './templates/facts';
export { textOf } from './templates/text-of';
export {
  derivedNotificationId,
  type Recipient,
  recipientKey,
  type Wanted,
  wantedBy,
} from './wanted';
