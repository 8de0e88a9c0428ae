import { refuse } from '@tasuki/domain';
import { type Lead } from './lead';
import { type LeadEvent } from './lead.events';

/**
 * The versions of a lead that its sender has seen and will act on, as `If-Match` states them
 * (RFC 9110, 13.1.1); `*` is any.
 */
export type IfMatch = '*' | readonly number[];

/**
 * Whether an event moves the lead's ETag, which is the stream version of the last one that does.
 * What a machine finds out by itself does not: it must not void the version that a person has seen.
 */
export function movesEtag(event: LeadEvent): boolean {
  switch (event.type) {
    case 'LeadScored':
    case 'SlaWarned':
    case 'SlaBreached':
      return false;
    case 'SlaResumed':
      return event.data.by === 'person';
    default:
      return true;
  }
}

/** Refuses a command that was made for another version of the lead than the present one. */
export function assertMatches(ifMatch: IfMatch | undefined, { etag }: Lead): void {
  if (ifMatch === undefined || ifMatch === '*' || ifMatch.includes(etag)) return;
  throw refuse(
    'precondition_failed',
    `the lead has changed since: its ETag is "${etag}", and not ${ifMatch.map((seen) => `"${seen}"`).join(', ')}`,
    { etag: `"${etag}"` },
  );
}
