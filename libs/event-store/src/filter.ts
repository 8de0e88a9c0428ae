import { type EventFilter } from './event-store';

export function matches(
  { streamPrefix, types }: EventFilter,
  event: { readonly stream: string; readonly type: string },
): boolean {
  if (streamPrefix !== undefined && !event.stream.startsWith(streamPrefix)) return false;
  return types === undefined || types.includes(event.type);
}
