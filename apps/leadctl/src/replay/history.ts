import { describe } from '@tasuki/lead';
import { type RecordedLead } from '@tasuki/lead-service';
import { happenedAt, occurredAt } from './as-of';
import { personalText } from './opened';

/** One event as two lines at most: when and who and what; and what only people may read. */
export function historyLines(
  events: readonly RecordedLead[],
  open: (<T>(data: T) => T) | undefined,
): readonly string[] {
  const whoWidth = Math.max(0, ...events.map((event) => who(event).length));
  const lines = events.flatMap((event) => {
    const said = occurredAt(event);
    const differs = said !== undefined && Date.parse(said) !== Date.parse(event.recordedAt);
    const happened = differs ? `  [occurred ${happenedAt(event)}]` : '';
    const version = String(event.version).padStart(4);
    const personal = open ? personalText(open(event.data)) : [];
    return [
      `${version}  ${event.recordedAt}  ${who(event).padEnd(whoWidth)}  ${describe(event)}${happened}`,
      ...(personal.length > 0 ? [`      ${personal.join(', ')}`] : []),
    ];
  });
  return lines.map(withoutControls);
}

/** Text from outside must neither forge a line nor steer the terminal. */
function withoutControls(line: string): string {
  return line.replaceAll(/\p{Cc}/gu, '\ufffd');
}

function who({ metadata: { actor } }: RecordedLead): string {
  const department = actor.department ? ` (${actor.department})` : '';
  const other = actor.onBehalfOf ? ` for ${actor.onBehalfOf}` : '';
  return `${actor.subject}${department}${other}`;
}
