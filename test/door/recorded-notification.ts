import { requestNotifications } from '@tasuki/notifications';
import { type Runtime } from '@tasuki/runtime';
import { randomUUID } from 'node:crypto';

/** Records a notification that nobody has sent yet. @returns its id */
export async function recordedNotification(
  { pool }: Pick<Runtime, 'pool'>,
  { leadId, channel = 'crm' }: { readonly leadId: string; readonly channel?: string },
): Promise<string> {
  const id = randomUUID();
  const causeType = 'com.tasuki.lead.captured.v1';
  const recipient = { kind: 'channel' } as const;
  const cause = { causeId: randomUUID(), causeType, leadId, version: 1 };
  await requestNotifications(pool, [{ id, ...cause, rule: 'everything', channel, recipient }]);
  return id;
}
