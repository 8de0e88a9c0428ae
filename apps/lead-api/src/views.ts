import { type Language, sentence } from '@tasuki/lead';
import { type LeadReceipt } from '@tasuki/lead-service';
import { type PersonalData, type PersonalField, type Vault } from '@tasuki/personal-data';
import {
  type KeysetPage,
  type LeadDetails,
  type LeadSummary,
  type TimelineEntry,
  type WaitingLead,
} from '@tasuki/read-models';
import { type Runtime } from '@tasuki/runtime';
import { deadlineView, slaView } from './sla-views';

/** What the door shows: read models with the person's data opened, and nothing internal. */

export type ReceiptView = Omit<LeadReceipt, 'stream'>;

export function receiptView({ stream: _, ...receipt }: LeadReceipt): ReceiptView {
  return receipt;
}

export function leadView(details: LeadDetails & { version: number }, vault: Vault | undefined) {
  const { etag: _, person, bant, contacts, outcome, feedback, slas, ...rest } = details;
  return {
    ...rest,
    slas: slas.map(slaView),
    person: { ...person, ...opened(person, ['name', 'email', 'phone'], vault) },
    contacts: { ...contacts, last: openNotes(contacts.last, vault) },
    bant: openNotes(bant, vault),
    outcome: openNotes(outcome, vault),
    feedback: openNotes(feedback, vault),
  };
}

/** A page of a queue, each lead with how long it has waited, and what is left of its deadline. */
export async function queueView<D extends WaitingLead>(
  page: KeysetPage<D>,
  { personalData, calendars, clock }: Pick<Runtime, 'personalData' | 'calendars' | 'clock'>,
) {
  const needs = page.items.flatMap(({ sla }) => (sla === null ? [] : [sla.calendar]));
  const [{ items, next }, known] = await Promise.all([
    listView(page, personalData),
    calendars.holding(needs),
  ]);
  const now = clock.now();
  return {
    items: items.map(({ sla, since, ...item }) => ({
      ...item,
      since,
      waitingMs: waitedMs(since, now),
      deadline: sla === null ? null : deadlineView(sla, known, now),
    })),
    next,
  };
}

/** What people report may lie some minutes ahead. */
function waitedMs(since: string | null, now: string): number | null {
  return since === null ? null : Math.max(0, Date.parse(now) - Date.parse(since));
}

/** A page of a queue or of the directory; the keys that open its names come in one query. */
export async function listView<D extends LeadSummary & { readonly waiting?: boolean }>(
  { items, next }: KeysetPage<D>,
  personalData: PersonalData,
) {
  const views = items.map(async ({ waiting: _, name, ...item }) => {
    const vault = await personalData.vault(item.leadId);
    return { ...item, name: name === null ? null : (vault?.open('name', name) ?? null) };
  });
  return { items: await Promise.all(views), next };
}

export function timelineView(
  entry: TimelineEntry,
  vault: Vault | undefined,
  language: Language = 'en',
) {
  const { leadId: _, event, ...rest } = entry;
  const data = openNotes(event.data, vault);
  const person = 'person' in event.data ? event.data.person : undefined;
  return {
    ...rest,
    type: event.type,
    text: sentence(entry, language),
    data:
      person === undefined
        ? data
        : { ...data, person: { ...person, ...opened(person, ['name', 'email', 'phone'], vault) } },
  };
}

/** Sealed fields in plain text; a lead whose key is gone shows `null` in their place. */
function opened(
  sealed: object,
  fields: readonly PersonalField[],
  vault: Vault | undefined,
): Record<string, string | null> {
  const values = sealed as Readonly<Record<string, string | null | undefined>>;
  const present = fields.filter((field) => typeof values[field] === 'string');
  return Object.fromEntries(
    present.map((field) => [field, vault?.open(field, values[field]!) ?? null]),
  );
}

/** The same value with every `note` in it opened, at any depth. */
function openNotes<T>(value: T, vault: Vault | undefined): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => openNotes<unknown>(item, vault)) as T;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'note' && typeof inner === 'string'
        ? (vault?.open('note', inner) ?? null)
        : openNotes<unknown>(inner, vault),
    ]),
  ) as T;
}
