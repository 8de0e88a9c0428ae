import { type ChannelKind } from './channels/channel';

const [second, minute, hour] = [1_000, 60_000, 3_600_000];

/** Three days, for a system of somebody else's that may be down over a weekend. */
const webhookWaits = [
  5 * second,
  minute,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];

/** Six hours: people are told today or not at all. */
const personalWaits = [minute, 5 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 2 * hour];

const waits: Readonly<Record<ChannelKind, readonly number[]>> = {
  email: personalWaits,
  slack: personalWaits,
  webhook: webhookWaits,
};

/** What a wait varies by, so that not everything that failed together comes again together. */
const spread = 0.2;

/**
 * How long to wait until a notification is sent again that certainly was not accepted, or that may
 * be sent twice.
 * @param attempts made so far, from 1 on
 * @param random from 0 to 1: the wait is up to a tenth shorter or longer
 * @returns milliseconds; `undefined` when it is not tried again
 */
export function nextAttempt(
  kind: ChannelKind,
  attempts: number,
  random: number,
): number | undefined {
  const wait = waits[kind][attempts - 1];
  return wait === undefined ? undefined : Math.round(wait * (1 + spread * (random - 0.5)));
}
