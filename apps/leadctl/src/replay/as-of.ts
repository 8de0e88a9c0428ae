import { type Position } from '@tasuki/event-store';
import { type RecordedLead } from '@tasuki/lead-service';

/**
 * As of when a history is asked for. What Tasuki knew goes by the time of recording (or by the
 * place in the log), what had happened by business time; both together ask what Tasuki knew then of
 * what had happened by then.
 */
export interface AsOf {
  readonly known?: { readonly instant: string } | { readonly position: Position };
  readonly happenedUntil?: string;
}

/** The events that count, in the order of their stream. */
export function eventsAsOf(
  history: readonly RecordedLead[],
  { known, happenedUntil }: AsOf,
): readonly RecordedLead[] {
  return history.filter((event) => {
    if (known !== undefined && 'position' in known && event.position > known.position) return false;
    if (known !== undefined && 'instant' in known && isAfter(event.recordedAt, known.instant)) {
      return false;
    }
    return happenedUntil === undefined || !isAfter(happenedAt(event), happenedUntil);
  });
}

/** Business time: what the event itself says, else when Tasuki recorded it. */
export function happenedAt(event: RecordedLead): string {
  return occurredAt(event) ?? event.recordedAt;
}

export function occurredAt({ data }: RecordedLead): string | undefined {
  return 'occurredAt' in data ? data.occurredAt : undefined;
}

/** Which question the answer answers. */
export function question({ known, happenedUntil }: AsOf): string {
  const knew =
    known === undefined
      ? ''
      : 'instant' in known
        ? `what Tasuki knew at ${known.instant} (by recordedAt)`
        : `what Tasuki knew at position ${known.position} of its log`;
  const happened =
    happenedUntil === undefined
      ? ''
      : `what had happened by ${happenedUntil} (by occurredAt, else recordedAt)`;
  if (knew && happened) return `${knew}, of ${happened}`;
  return knew || happened || 'what Tasuki knows now';
}

function isAfter(one: string, other: string): boolean {
  return Temporal.Instant.compare(one, other) > 0;
}
