import { beginning, type RecordedEvent } from '@tasuki/event-store';
import { leadIdOf, leadStreams } from '@tasuki/lead';
import { type LeadMessage } from '@tasuki/lead-messages';
import { type Notification, notificationPage } from '@tasuki/notifications';
import { type Runtime } from '@tasuki/runtime';
import { type ThoseTold } from './those-told';

/** What the events of these types give: a mail and a webhook each. */
const told = ['LeadMarketingQualified', 'LeadSalesQualified', 'DealWon'];

/** The scores of a lead on its journey: a VP, a seminar, an inquiry. */
const journeyScores = [15, 30, 50];

/**
 * Holds scores and notifications to the log, when all leads have come to the end of their journey.
 * @param calmSince when the last process was killed, and some leads came to their end after that
 * @param published what stands on the topic, if there is one
 */
export async function expectAllAgree(
  { log, pool }: Runtime,
  those: ThoseTold,
  calmSince: Date,
  published?: readonly LeadMessage[],
): Promise<void> {
  const events: RecordedEvent[] = [];
  const filter = { streamPrefix: leadStreams };
  for await (const page of log.readAll(beginning, filter)) events.push(...page.events);
  const leads = Map.groupBy(events, ({ stream }) => leadIdOf(stream));
  for (const [leadId, history] of leads) expectScoredOnce(leadId, history);
  await expectTold(pool, events, those, calmSince);
  if (published !== undefined) expectPublished(leads, published);
}

function expectScoredOnce(leadId: string, history: readonly RecordedEvent[]): void {
  const totals = history
    .filter(({ type }) => type === 'LeadScored')
    .map(({ data }) => (data as { readonly total: number }).total);
  expect([leadId, totals]).toEqual([leadId, journeyScores]);
}

/**
 * Of each event one mail and one webhook; no mail came twice, no webhook is missing. Of a mail that a kill
 * caught on its way nobody knows; of those that were asked for when all was calm each one came.
 */
async function expectTold(
  pool: Runtime['pool'],
  events: readonly RecordedEvent[],
  those: ThoseTold,
  calmSince: Date,
): Promise<void> {
  const notifications: Notification[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await notificationPage(pool, {}, { limit: 200, ...(cursor && { cursor }) });
    notifications.push(...page.items);
    cursor = page.next;
  }
  const causes = events.filter(({ type }) => told.includes(type)).map(({ id }) => id);
  const causesOf = (channel: string) =>
    notifications.filter((one) => one.channel === channel).map(({ causeId }) => causeId);
  expect(causesOf('mail').sort()).toEqual([...causes].sort());
  expect(causesOf('crm').sort()).toEqual([...causes].sort());

  const idsOf = (channel: string, state: string) =>
    notifications
      .filter((one) => one.channel === channel && one.state === state)
      .map(({ id }) => id);
  const [mailed, hooked] = [those.mailed(), new Set(those.hooked())];
  expect(mailed).toHaveLength(new Set(mailed).size);
  expect(idsOf('mail', 'delivered').filter((id) => !mailed.includes(id))).toEqual([]);
  expect(new Set([...mailed, ...idsOf('mail', 'unknown')]).size).toBe(causes.length);
  const calm = notifications.filter(
    ({ channel, requestedAt }) => channel === 'mail' && Date.parse(requestedAt) > +calmSince,
  );
  expect(calm.length).toBeGreaterThan(0);
  expect(calm.filter(({ state }) => state !== 'delivered')).toEqual([]);
  expect(idsOf('mail', 'failed')).toEqual([]);
  expect(idsOf('crm', 'delivered').sort()).toEqual([...hooked].sort());
  expect(hooked.size).toBe(causes.length);
}

/** Whoever drops what is not newer has each lead's events in their order, all of them. */
function expectPublished(
  leads: ReadonlyMap<string, readonly RecordedEvent[]>,
  published: readonly LeadMessage[],
): void {
  const kept = new Map<string, LeadMessage[]>();
  for (const message of published) {
    const before = kept.get(message.subject) ?? [];
    if (message.streamversion > (before.at(-1)?.streamversion ?? 0)) {
      kept.set(message.subject, [...before, message]);
    }
  }
  for (const [leadId, history] of leads) {
    const ids = (kept.get(leadId) ?? []).map(({ id }) => id);
    expect([leadId, ids]).toEqual([leadId, history.map(({ id }) => id)]);
  }
  expect(kept.size).toBe(leads.size);
}
