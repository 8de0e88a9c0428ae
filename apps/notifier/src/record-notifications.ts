import { type LeadMessage } from '@tasuki/lead-messages';
import {
  derivedNotificationId,
  type NewNotification,
  type NotificationsFile,
  recipientKey,
  requestNotifications,
  wantedBy,
} from '@tasuki/notifications';
import { type Runtime } from '@tasuki/runtime';
import { type RecordedEffect } from '@tasuki/streaming';
import { leadThen } from './lead-then';

/**
 * Records who is to be told of a message, in the transaction in which it counts as handled: of each
 * cause one notification for each recipient and channel.
 */
export function recordNotifications(
  runtime: Pick<Runtime, 'log' | 'peopleFile'>,
  file: NotificationsFile,
): RecordedEffect {
  async function wanted(message: LeadMessage): Promise<readonly NewNotification[]> {
    const { id: causeId, type: causeType, subject: leadId, streamversion: version } = message;
    const { rules } = await file.read();
    const asksWho = rules.some(({ on, to }) => on === causeType && to === 'assignee');
    const lead = asksWho ? (await leadThen(runtime, leadId, version)).lead : undefined;
    const who = { assignee: lead?.assignee?.subject ?? null };
    const { people } = await runtime.peopleFile.read();
    return wantedBy(rules, message, who, people).map(({ rule, channel, recipient }) => {
      const id = derivedNotificationId(causeId, recipientKey(recipient), channel);
      return { id, causeId, causeType, leadId, version, rule, channel, recipient };
    });
  }

  return {
    wants: ({ data }) => data.imported !== true,
    async record(message) {
      const all = await wanted(message);
      if (all.length === 0) return 'nothing';
      return (client) => requestNotifications(client, all);
    },
  };
}
