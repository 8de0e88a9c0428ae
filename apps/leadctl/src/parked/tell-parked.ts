import { type RecordedEvent } from '@tasuki/event-store';
import { type ParkedStream, type Retried } from '@tasuki/read-models';

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
  { applied, parked }: Retried,
): string {
  const done = `${target}  ${stream}: ${applied} ${applied === 1 ? 'event' : 'events'} applied`;
  if (parked === undefined) return `${done}; it is whole again\n`;
  return `${done}; parked at version ${parked.version}: ${parked.reason}\n`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
