import { Refusal, refuse } from '@tasuki/domain';
import { beginning, type Position } from '@tasuki/event-store';
import { isImported } from '@tasuki/lead';
import { type LeadReceipt, type LeadService, type RecordedLead } from '@tasuki/lead-service';
import { type RowPlan } from './plan';
import { type RowNote } from './report';
import { commandsOf, type RowCommands } from './row-commands';

export interface WrittenRow {
  /** False for a lead that was there before this import came to the row. */
  readonly isNew: boolean;
  /** Of the last event that the log has of the row. */
  readonly position: Position;
  readonly notes: readonly RowNote[];
}

/**
 * Writes what the log does not have yet of a row: a lead that nobody knows at once, else one
 * command after the other. What was imported before with other values stands, and is noted.
 * @param correlationId of this import
 * @throws Refusal `lead_has_live_events` and what `decide` refuses
 */
export async function writeRow(
  leads: LeadService,
  plan: RowPlan,
  correlationId: string,
): Promise<WrittenRow> {
  const commands = commandsOf(plan, correlationId);
  const begun = await leads.captureNew(commands);
  if (begun !== undefined) return { isNew: true, position: begun.position, notes: [] };
  const known = await knownLead(leads, plan);
  const history = known === undefined ? [] : await leads.history(known);
  if (known !== undefined) assertNotLive(history, known, commands);
  const { id } = commands[0].origin;
  const isOurs = history.some(
    ({ metadata }) => metadata.commandId === id && metadata.correlationId === correlationId,
  );
  return { isNew: known === undefined || isOurs, ...(await sendEach(leads, commands, known)) };
}

/** The lead that a row is about, if there is one: by its external id, else by its e-mail address. */
async function knownLead(
  leads: LeadService,
  { capture: { source, person } }: RowPlan,
): Promise<string | undefined> {
  const byExternalId = await leads.find({ external: source.external! });
  if (byExternalId !== undefined || person?.email === undefined) return byExternalId;
  return leads.find({ email: person.email });
}

/** A lead that lives is left alone, unless the log has all of the row already. */
function assertNotLive(
  history: readonly RecordedLead[],
  leadId: string,
  commands: RowCommands,
): void {
  if (history.every(isImported)) return;
  const written = new Set(history.map(({ metadata }) => metadata.commandId));
  if (commands.every(({ origin }) => written.has(origin.id))) return;
  throw refuse('lead_has_live_events', 'this lead has live events; nothing was written', {
    leadId,
  });
}

async function sendEach(
  leads: LeadService,
  [capture, ...others]: RowCommands,
  known: string | undefined,
): Promise<Omit<WrittenRow, 'isNew'>> {
  const notes: RowNote[] = [];
  let leadId = known;
  let position = beginning;

  async function send(what: string, sending: Promise<LeadReceipt>): Promise<void> {
    try {
      const receipt = await sending;
      leadId = receipt.leadId;
      if (receipt.position > position) position = receipt.position;
      notes.push(...conflictOf(receipt));
    } catch (error) {
      if (leadId === undefined || !isReused(error)) throw error;
      const reason = `${error.code}: ${what} was imported before with other values, which stand`;
      notes.push({ severity: 'rejected', reason });
    }
  }

  await send(capture.what, leads.capture(capture.command, capture.origin));
  for (const { what, command, origin } of others) {
    await send(what, leads.execute(leadId!, command, origin));
  }
  return { position, notes };
}

function isReused(error: unknown): error is Refusal {
  return error instanceof Refusal && error.code === 'idempotency_key_reused';
}

function conflictOf({ identityConflict }: LeadReceipt): readonly RowNote[] {
  if (identityConflict === undefined) return [];
  const { otherLeadId } = identityConflict;
  return [
    {
      severity: 'warning',
      kind: 'e-mail address of another lead',
      reason: `the e-mail address belongs to lead ${otherLeadId} and stays there`,
    },
  ];
}
