import { never } from '@tasuki/domain';
import { describe, leadIdOf, openSla } from '@tasuki/lead';
import { type LeadMessage } from '@tasuki/lead-messages';
import {
  type ChannelSettings,
  type Facts,
  type Notification,
  type Outgoing,
  textOf,
} from '@tasuki/notifications';
import { type Person } from '@tasuki/people';
import { registry, type Runtime } from '@tasuki/runtime';
import { leadMessagesOf } from '@tasuki/streaming';
import { type LeadThen, leadThen } from './lead-then';

export type OutgoingParts = Pick<Runtime, 'log' | 'personalData' | 'peopleFile' | 'calendars'> & {
  /** Who publishes messages. */
  readonly source: string;
};

/**
 * What is sent. The person's data is opened now, and nobody keeps it: who was erased since is not named.
 * @throws Error when it cannot be said, or nobody knows to whom
 */
export async function outgoing(
  parts: OutgoingParts,
  notification: Notification,
  settings: ChannelSettings,
): Promise<Outgoing> {
  const { id, leadId, version, recipient } = notification;
  const then = await leadThen(parts, leadId, version);
  const { people } = await parts.peopleFile.read();
  const reader = readerOf(recipient, settings, people);
  const facts = await factsOf(parts, then, reader.language, people);
  return {
    id,
    ...(reader.address !== undefined && { recipient: reader.address }),
    text: textOf(then.event.type, facts, reader.language),
    message: await messageOf(parts, then.event),
  };
}

interface Reader {
  readonly address?: string;
  readonly language: Person['language'];
}

function readerOf(
  recipient: Notification['recipient'],
  settings: ChannelSettings,
  people: readonly Person[],
): Reader {
  switch (recipient.kind) {
    case 'address':
      return recipient;
    case 'channel':
      return { language: settings.kind === 'slack' ? settings.language : 'en' };
    case 'person': {
      const person = people.find(({ subject }) => subject === recipient.subject);
      if (person !== undefined) return person;
      throw new Error(`${recipient.subject} is not among the people`);
    }
    default:
      return never(recipient);
  }
}

async function factsOf(
  { personalData, calendars }: OutgoingParts,
  { event, lead }: LeadThen,
  language: Reader['language'],
  people: readonly Person[],
): Promise<Facts> {
  const leadId = leadIdOf(event.stream);
  const vault = await personalData.vault(leadId);
  const sla = openSla(lead.slas);
  const known = await calendars.holding([sla?.calendar ?? { id: 'default' }]);
  const calendar = sla === undefined ? known.present('default') : known.byRef(sla.calendar);
  const { occurredAt } = event.data as { readonly occurredAt?: string };
  const { name } = lead.person;
  const assignee = people.find(({ subject }) => subject === lead.assignee?.subject);
  return {
    what: describe(event, language),
    leadId,
    person: typeof name === 'string' ? (vault?.open('name', name) ?? null) : null,
    company: lead.company.name ?? null,
    stage: lead.stage!,
    assignee: assignee?.name ?? lead.assignee?.subject ?? null,
    dueAt: sla?.dueAt ?? null,
    occurredAt: occurredAt ?? event.recordedAt,
    recordedAt: event.recordedAt,
    timeZone: calendar.content.zone,
  };
}

async function messageOf(
  { log: store, source }: OutgoingParts,
  event: LeadThen['event'],
): Promise<LeadMessage> {
  const [told] = await leadMessagesOf({ store, registry, source })([event]);
  if (told !== undefined && 'message' in told) return told.message;
  throw new Error(told?.unreadable.reason);
}
