import { UnreadableEvent } from '@tasuki/event-store';
import { describe } from '@tasuki/lead';
import { type LeadService, type RecordedLead } from '@tasuki/lead-service';
import { StartupError } from '@tasuki/platform';
import { type Command, InvalidArgumentError } from 'commander';
import { connect } from './connect';
import { type AsOf, eventsAsOf, occurredAt, question } from './replay/as-of';
import { historyLines } from './replay/history';
import { type Open, opener } from './replay/opened';
import { foldOf, stateLines, stateOf } from './replay/state';
import { matching } from './usage';

interface Options {
  readonly at?: AsOf['known'];
  readonly happenedUntil?: string;
  readonly open?: boolean;
  readonly json?: boolean;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function addReplay(program: Command): void {
  program
    .command('replay')
    .description('tell the history of a lead, and what it makes of the lead')
    .argument('<leadId>', 'the id of the lead', matching(uuid, 'a UUID in lower case'))
    .option('--at <point>', 'what Tasuki knew at an instant or a position of its log', pointOf)
    .option('--happened-until <instant>', 'what had happened by an instant', instantOf)
    .option('--open', 'show personal data')
    .option('--json', 'as JSON')
    .action(async (leadId: string, { at, happenedUntil, ...options }: Options) => {
      const asOf = { ...(at && { known: at }), ...(happenedUntil && { happenedUntil }) };
      const tasuki = await connect();
      try {
        const history = await historyOf(leadId, tasuki.leads);
        const open = options.open ? await opener(tasuki.personalData, leadId) : undefined;
        const told = options.json ? asJson : asText;
        process.stdout.write(told(leadId, eventsAsOf(history, asOf), asOf, open));
      } finally {
        await tasuki.close();
      }
    });
}

/** @throws StartupError when there is none, or this release cannot read it */
async function historyOf(leadId: string, leads: LeadService): Promise<readonly RecordedLead[]> {
  const history = await leads.history(leadId).catch((error: unknown) => {
    if (!(error instanceof UnreadableEvent)) throw error;
    throw new StartupError(
      `This release cannot read the history of lead ${leadId} (${error.message}); use the release that wrote it.`,
    );
  });
  if (history.length === 0) throw new StartupError(`There is no lead ${leadId}.`);
  return history;
}

function asText(
  leadId: string,
  events: readonly RecordedLead[],
  asOf: AsOf,
  open: Open | undefined,
): string {
  const state = stateOf(foldOf(events));
  const lines = [
    `Lead ${leadId}: ${question(asOf)}`,
    '',
    ...(events.length === 0 ? ['  nothing'] : historyLines(events, open)),
    '',
    'State',
    ...stateLines(open ? open(state) : state, open !== undefined),
    '',
  ];
  return lines.join('\n');
}

function asJson(
  leadId: string,
  events: readonly RecordedLead[],
  asOf: AsOf,
  open: Open = (data) => data,
): string {
  const told = events.map((event) => ({
    id: event.id,
    version: event.version,
    position: event.position,
    recordedAt: event.recordedAt,
    occurredAt: occurredAt(event) ?? null,
    type: event.type,
    words: describe(event),
    actor: event.metadata.actor,
    data: open(event.data),
  }));
  const answer = {
    leadId,
    question: question(asOf),
    asOf,
    events: told,
    state: open(stateOf(foldOf(events))),
  };
  return `${JSON.stringify(answer, null, 2)}\n`;
}

function pointOf(text: string): AsOf['known'] {
  return /^\d{20}$/.test(text) ? { position: text } : { instant: instantOf(text) };
}

function instantOf(text: string): string {
  try {
    Temporal.Instant.from(text);
    return text;
  } catch {
    throw new InvalidArgumentError(
      'It must be an instant with its offset, such as 2026-05-01T10:00:00Z (--at also takes a position of 20 digits).',
    );
  }
}
