import { type RecordedEvent } from '@tasuki/event-store';
import {
  type DiscardedEvent,
  isReader,
  type ParkedStream,
  type Reader,
  type Retried,
} from '@tasuki/read-models';

export function parkedLines(all: readonly ParkedStream[]): string {
  if (all.length === 0) return 'Nothing is parked.\n';
  return all
    .map(
      ({ target, stream, version, eventType, tries, parkedAt, reason }) =>
        `${target}  ${stream}\n  ${eventType}, version ${version}, parked ${parkedAt}, tried ${times(tries)}\n  ${reason}\n`,
    )
    .join('');
}

/** The event that could not be applied, with its data as stored: personal fields are sealed there. */
export function parkedStory(one: ParkedStream, waiting: readonly RecordedEvent[]): string {
  const [stuck, ...behind] = waiting;
  return [
    parkedLines([one]).trimEnd(),
    `  event ${one.eventId}, position ${one.position}, recorded ${stuck?.recordedAt ?? 'never'}`,
    `  ${JSON.stringify(stuck?.data)}`,
    `  behind it: ${behind.length === 0 ? 'nothing' : behind.map(({ type }) => type).join(', ')}`,
    '',
  ].join('\n');
}

export function retriedLine(
  { target, stream }: Pick<ParkedStream, 'target' | 'stream'>,
  retried: Retried,
): string {
  const { parked } = retried;
  const done = isReader(target) ? handled(target, retried) : applied(retried);
  const now =
    parked === undefined
      ? 'it is whole again'
      : `parked at version ${parked.version}: ${parked.reason}`;
  return `${target}  ${stream}: ${done}; ${now}\n`;
}

function applied({ applied: count }: Retried): string {
  return `${count} ${count === 1 ? 'event' : 'events'} applied`;
}

const handlings: Readonly<Record<Reader, string>> = { relay: 'published' };

/** A reader applies nothing; what it did before it got stuck again is not known here. */
function handled(reader: Reader, { parked }: Retried): string {
  return parked === undefined ? handlings[reader] : `not ${handlings[reader]} to the end`;
}

export function discardedLines(all: readonly DiscardedEvent[]): string {
  if (all.length === 0) return 'Nothing was discarded.\n';
  return all
    .map(
      ({ projection, stream, version, discardedAt, discardedBy, reason }) =>
        `${projection}  ${stream}\n  version ${version}, discarded ${discardedAt} by ${discardedBy}\n  ${reason}\n`,
    )
    .join('');
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
