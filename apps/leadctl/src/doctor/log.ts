import { calendarStreams } from '@tasuki/calendar';
import { beginning, type EventRegistry, type EventStore, type Position } from '@tasuki/event-store';
import { leadStreams } from '@tasuki/lead';
import { type Check, plural } from './examination';

/** Streams of which the rows are compared; found while the log is read. */
export interface Sample {
  /** Drawn by lot, each lead with the same chance. */
  readonly leads: string[];
  /** All of them: they are few. */
  readonly calendars: string[];
}

/**
 * Reads the whole log: positions rise, the versions of each stream are dense, every event can be
 * read by this code. On the way it draws a sample of leads, and notes the calendars.
 */
export function wholeLog(
  log: EventStore,
  registry: EventRegistry,
  sample: Sample,
  size: number,
): Check {
  return {
    name: 'log',
    async run() {
      const versions = new Map<string, number>();
      const [broken, unreadable]: [string[], string[]] = [[], []];
      let [events, leads] = [0, 0];
      let last: Position = beginning;
      for await (const page of log.readAll(beginning)) {
        for (const event of page.events) {
          const { stream, version, position } = event;
          events += 1;
          if (position <= last) broken.push(`position ${position} comes after ${last}`);
          last = position;
          const before = versions.get(stream) ?? 0;
          if (version !== before + 1) broken.push(`${stream} goes from ${before} to ${version}`);
          versions.set(stream, version);
          if (before === 0 && stream.startsWith(leadStreams)) {
            leads += 1;
            draw(sample.leads, stream, leads, size);
          }
          if (before === 0 && stream.startsWith(calendarStreams)) sample.calendars.push(stream);
          if (!isReadable(() => registry.read(event))) {
            unreadable.push(`${stream} version ${version}`);
          }
        }
      }
      const text = `${plural(events, 'event')} in ${plural(versions.size, 'stream')}`;
      if (broken.length > 0) return { state: 'failed', text: `${text}; ${told(broken)}` };
      if (unreadable.length > 0) {
        const which = `${unreadable.length} cannot be read by this code: ${told(unreadable)}`;
        return { state: 'failed', text: `${text}; ${which}` };
      }
      return { state: 'ok', text: `${text}, all versions dense, all readable` };
    },
  };
}

/** Reservoir sampling (Vitter, algorithm R). */
function draw(streams: string[], stream: string, seen: number, size: number): void {
  if (streams.length < size) {
    streams.push(stream);
    return;
  }
  const place = Math.floor(Math.random() * seen);
  if (place < size) streams[place] = stream;
}

function isReadable(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

function told(broken: readonly string[]): string {
  const more = broken.length > 3 ? `, and ${broken.length - 3} more` : '';
  return `${broken.slice(0, 3).join(', ')}${more}`;
}
