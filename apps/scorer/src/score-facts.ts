import { type RecordedEvent } from '@tasuki/event-store';
import { isImported } from '@tasuki/lead';
import { readEntry } from '@tasuki/read-models';
import { registry, type Runtime } from '@tasuki/runtime';
import { scoreLead, type ScorerParts } from './score-lead';

/**
 * Scores the facts of a page: one lead's strictly in order, different leads side by side. A lead that
 * cannot be scored is parked, and stops nobody else.
 * @returns the streams that are parked: of those the page's facts were left alone
 */
export async function scorePage(
  events: readonly RecordedEvent[],
  parts: ScorerParts & Pick<Runtime, 'logger'>,
): Promise<readonly string[]> {
  const ofLeads = Map.groupBy(events.filter(isLive), ({ stream }) => stream);
  if (ofLeads.size === 0) return [];
  const { parked } = await parts.parking.exceptions([...ofLeads.keys()]);
  const left = await Promise.all(
    [...ofLeads].map(async ([stream, ofLead]) => {
      if (parked.has(stream)) return [stream];
      const versions = new Set(ofLead.map(({ version }) => version));
      const stuck = await scoreLead(stream, ({ version }) => versions.has(version), parts);
      if (stuck === undefined) return [];
      if (await parts.parking.park(stuck)) {
        const { event, reason } = stuck;
        const { version, type: eventType } = event;
        parts.logger.error(
          { stream, version, eventType, reason },
          'a lead cannot be scored and is parked; the others go on',
        );
      }
      return [stream];
    }),
  );
  return left.flat();
}

/** What was imported is not scored by itself; of what cannot be read nobody knows. */
function isLive(event: RecordedEvent): boolean {
  const entry = readEntry(event, registry);
  return entry.unreadable !== undefined || !isImported(entry.event as { readonly data: object });
}
