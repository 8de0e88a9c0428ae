import { type Language } from '@tasuki/lead';
import { type LeadMessage } from '@tasuki/lead-messages';
import { type Person } from '@tasuki/people';
import { derivedId } from '@tasuki/platform';
import { type Condition, type Scalar } from './file/condition';
import { type NotificationRule } from './notification-rule';

export type Recipient =
  /** Somebody of this company, by the subject of the access token. */
  | { readonly kind: 'person'; readonly subject: string }
  | { readonly kind: 'address'; readonly address: string; readonly language: Language }
  /** Wherever the channel leads. */
  | { readonly kind: 'channel' };

/** One notification that a rule asks for. */
export interface Wanted {
  readonly rule: string;
  readonly channel: string;
  readonly recipient: Recipient;
}

/** What is known of somebody of this company when it is decided who is told. */
type Known = Pick<Person, 'subject' | 'department' | 'address'>;

/**
 * Who is to be told of a message. Each once by each channel, and each mailbox once, whether it is meant
 * by its address or by whoever reads it; of several rules that say so, the first one is named. Of history
 * that was imported nobody is told.
 * @param who has the lead; what the message itself says of that comes first
 * @param people as they are today
 */
export function wantedBy(
  rules: readonly NotificationRule[],
  message: LeadMessage,
  who: { readonly assignee: string | null },
  people: readonly Known[] = [],
): readonly Wanted[] {
  if (message.data.imported === true) return [];
  const wanted = new Map<string, Wanted>();
  for (const { rule, on, where, to, by: channel } of rules) {
    if (on !== message.type || !where.every((condition) => holds(condition, message))) continue;
    for (const recipient of recipientsOf(to, message, who.assignee, people)) {
      const key = `${channel} ${placeOf(recipient, people)}`;
      if (!wanted.has(key)) wanted.set(key, { rule, channel, recipient });
    }
  }
  return [...wanted.values()];
}

/** The same however often an address is written, and in whatever case. On one line. */
export function recipientKey(recipient: Recipient): string {
  switch (recipient.kind) {
    case 'person':
      return `person ${JSON.stringify(recipient.subject)}`;
    case 'address':
      return addressKey(recipient.address);
    case 'channel':
      return 'channel';
  }
}

function addressKey(address: string): string {
  return `address ${address.toLowerCase()}`;
}

/** Where it arrives: a person and their address are one mailbox, though two recipients. */
function placeOf(recipient: Recipient, people: readonly Known[]): string {
  const person =
    recipient.kind === 'person'
      ? people.find(({ subject }) => subject === recipient.subject)
      : undefined;
  return person === undefined ? recipientKey(recipient) : addressKey(person.address);
}

/**
 * @param causeId of the message
 * @param recipient by {@link recipientKey}
 * @param channel its name
 */
export function derivedNotificationId(causeId: string, recipient: string, channel: string): string {
  return derivedId('notification', causeId, recipient, channel);
}

function recipientsOf(
  to: NotificationRule['to'],
  { data }: LeadMessage,
  assignee: string | null,
  people: readonly Known[],
): readonly Recipient[] {
  if (to === 'channel') return [{ kind: 'channel' }];
  if (typeof to === 'object' && 'department' in to) {
    return people
      .filter(({ department }) => department === to.department)
      .map(({ subject }) => ({ kind: 'person', subject }));
  }
  if (to !== 'assignee') return to.map((mailbox) => ({ kind: 'address', ...mailbox }));
  const subject = typeof data.assignee === 'string' ? data.assignee : assignee;
  return subject === null ? [] : [{ kind: 'person', subject }];
}

function holds({ path, values }: Condition, { data }: LeadMessage): boolean {
  let value: unknown = data;
  for (const name of path) {
    const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
    value = isThere ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  }
  return values.includes(value as Scalar);
}
