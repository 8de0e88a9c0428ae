import { departments } from '@tasuki/domain';
import { recordIn, wrongField } from '@tasuki/platform';
import { type ChannelSettings } from '../channels/settings';
import { type NotificationRule } from '../notification-rule';
import { conditionsIn } from './condition';
import { assertNoOthers, choiceIn, nameIn, saidOf } from './given';
import { type Mailbox, mailboxIn } from './mailbox';
import { messageTypes } from './message-fields';

/** What a rule can name. */
export interface Known {
  readonly channels: ReadonlyMap<string, ChannelSettings>;
  readonly lists: ReadonlyMap<string, readonly Mailbox[]>;
}

/** @throws SettingsUnreadable */
export function ruleIn(given: unknown, at: string, known: Known): NotificationRule {
  const fields = 'rule, on, where, to, by';
  const { rule, on: said, where = {}, to, by, ...others } = recordIn(given, at, fields);
  assertNoOthers(others, at, fields);
  const on = messageTypes.get(choiceIn(said, `${at}.on`, [...messageTypes.keys()]))!;
  const channel = choiceIn(by, `${at}.by`, [...known.channels.keys()]);
  return {
    rule: nameIn(rule, `${at}.rule`),
    on,
    where: conditionsIn(where, `${at}.where`, on),
    to: recipientsIn(to, `${at}.to`, known, channel),
    by: channel,
  };
}

function recipientsIn(
  given: unknown,
  at: string,
  { channels, lists }: Known,
  by: string,
): NotificationRule['to'] {
  const { kind } = channels.get(by)!;
  if (kind !== 'email') {
    if (given === undefined) return 'channel';
    throw wrongField(at, 'is said', `nothing: ${by} is a ${kind} channel and leads to one place`);
  }
  if (given === 'assignee') return given;
  const allowed =
    'assignee, department: and its name, list: and its name, or address: and, if wanted, language:';
  if (typeof given !== 'object') throw wrongField(at, saidOf(given), allowed);
  const { list, department, ...fields } = recordIn(given, at, allowed);
  if (department !== undefined) {
    assertNoOthers({ ...fields, ...(list !== undefined && { list }) }, at, 'department alone');
    return { department: choiceIn(department, `${at}.department`, departments) };
  }
  if (list === undefined) return [mailboxIn(fields, at)];
  assertNoOthers(fields, at, 'list alone');
  return lists.get(choiceIn(list, `${at}.list`, [...lists.keys()]))!;
}
