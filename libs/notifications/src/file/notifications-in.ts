import { recordIn, wrongField } from '@tasuki/platform';
import { type ChannelSettings } from '../channels/settings';
import { type Range, rangeIn } from '../http/address-guard';
import { type NotificationRule } from '../notification-rule';
import { channelIn } from './channel-in';
import { assertNoOthers, assertOnce, assertSlugs, saidOf, yamlIn } from './given';
import { listOfMailboxesIn } from './mailbox';
import { ruleIn } from './rule-in';

/** Who is told of what, and by which way. */
export interface NotificationsBook {
  /** What Slack channels and webhooks may reach besides public addresses, and by http:// too. */
  readonly allowPrivate: readonly Range[];
  readonly channels: ReadonlyMap<string, ChannelSettings>;
  /** In the order of the file. */
  readonly rules: readonly NotificationRule[];
}

/** @throws SettingsUnreadable that names the field, its problem and what is allowed */
export function notificationsIn(text: string): NotificationsBook {
  const fields = 'allowPrivate, channels, lists, rules';
  const given = recordIn(yamlIn(text), 'the file', fields);
  const {
    allowPrivate: ranges = [],
    channels: said = {},
    lists: named = {},
    rules: listed = [],
    ...others
  } = given;
  assertNoOthers(others, 'the file', fields);
  const allowPrivate = arrayIn(ranges, 'allowPrivate', 'a list of ranges').map((range, index) =>
    privateIn(range, `allowPrivate[${index}]`),
  );
  const channels = namedIn(said, 'channels', (channel, at) => channelIn(channel, at, allowPrivate));
  const lists = namedIn(named, 'lists', listOfMailboxesIn);
  const rules = arrayIn(listed, 'rules', 'a list of rules').map((rule, index) =>
    ruleIn(rule, `rules[${index}]`, { channels, lists }),
  );
  assertOnce(
    rules.map(({ rule }) => rule),
    (index) => `rules[${index}].rule`,
  );
  return { allowPrivate, channels, rules };
}

function privateIn(given: unknown, at: string): Range {
  const range = typeof given === 'string' ? rangeIn(given) : undefined;
  if (range !== undefined) return range;
  throw wrongField(at, saidOfRange(given), 'a range such as 10.0.0.0/8 or fd00::/8');
}

/** What looks like a range holds no secret. */
function saidOfRange(given: unknown): string {
  const isShown = typeof given === 'string' && /^[\da-f.:]{1,45}\/\d{1,3}$/i.test(given);
  return isShown ? `is "${given}"` : saidOf(given);
}

function namedIn<T>(
  given: unknown,
  at: string,
  read: (given: unknown, at: string) => T,
): ReadonlyMap<string, T> {
  const entries = Object.entries(recordIn(given, at, 'names, each with its fields'));
  assertSlugs(
    entries.map(([name]) => name),
    at,
  );
  return new Map(entries.map(([name, one]) => [name, read(one, `${at}.${name}`)]));
}

function arrayIn(given: unknown, at: string, allowed: string): readonly unknown[] {
  if (Array.isArray(given)) return given;
  throw wrongField(at, saidOf(given), allowed);
}
