import { Refusal, refuse } from '@tasuki/domain';
import { beginning, type CommandOrigin, type Position } from '@tasuki/event-store';
import { isImported } from '@tasuki/lead';
import { type LeadReceipt, type LeadService } from '@tasuki/lead-service';
import { derivedId } from '@tasuki/platform';
import { type RowPlan } from './plan';
import { type RowNote } from './report';

/** Whose commands the events of an import are. */
export const importer = { subject: 'leadctl-import', department: null } as const;

export interface WrittenRow {
  /** Of the last event that the log has of the row. */
  readonly position: Position;
  readonly notes: readonly RowNote[];
}

/** The lead that a row is about, if there is one: by its external id, else by its e-mail address. */
export async function knownLead(
  leads: LeadService,
  { capture: { source, person } }: RowPlan,
): Promise<string | undefined> {
  const byExternalId = await leads.find({ external: source.external! });
  if (byExternalId !== undefined || person?.email === undefined) return byExternalId;
  return leads.find({ email: person.email });
}

/**
 * Writes what the log does not have yet of a row. Its command ids come from what the row is about,
 * so that it may be interrupted and repeated at any point, and a corrected file adds what is new.
 * What was imported before with other values stands, and is noted.
 * @throws Refusal `lead_has_live_events` and what `decide` refuses
 */
export async function writeRow(
  leads: LeadService,
  plan: RowPlan,
  known: string | undefined,
  correlationId: string,
): Promise<WrittenRow> {
  const id = idsOf(plan);
  const steps = stepsOf(plan);
  if (known !== undefined)
    await assertNotLive(
      leads,
      known,
      steps.map(({ what }) => id(what)),
    );
  const notes: RowNote[] = [];
  let leadId = known;
  let position = beginning;
  for (const { what, send } of steps) {
    const origin = { id: id(what), actor: importer, correlationId, causationId: null };
    try {
      const receipt = await send(leads, leadId!, origin);
      leadId = receipt.leadId;
      if (receipt.position > position) position = receipt.position;
      notes.push(...conflictOf(receipt));
    } catch (error) {
      if (leadId === undefined || !isReused(error)) throw error;
      notes.push({
        severity: 'rejected',
        reason: `${error.code}: ${what} was imported before with other values, which stand`,
      });
    }
  }
  return { position, notes };
}

interface Step {
  /** Part of the command's id. */
  readonly what: string;
  readonly send: (
    leads: LeadService,
    leadId: string,
    origin: CommandOrigin,
  ) => Promise<LeadReceipt>;
}

function stepsOf({ capture, activities, history }: RowPlan): readonly Step[] {
  return [
    { what: 'capture', send: (leads, _, origin) => leads.capture(capture, origin) },
    ...activities.map<Step>((activity, index) => ({
      what: `activity/${index}`,
      send: (leads, leadId, origin) => leads.execute(leadId, activity, origin),
    })),
    ...(history ? [history] : []).map<Step>((past) => ({
      what: `stage/${past.target}`,
      send: (leads, leadId, origin) => leads.execute(leadId, past, origin),
    })),
  ];
}

function idsOf({ capture: { source } }: RowPlan): (what: string) => string {
  const { system, id } = source.external!;
  return (what) => derivedId('import', system, id, what);
}

/** A lead that lives is left alone, unless the log has all of the row already. */
async function assertNotLive(
  leads: LeadService,
  leadId: string,
  commandIds: readonly string[],
): Promise<void> {
  const history = await leads.history(leadId);
  if (history.every(isImported)) return;
  const written = new Set(history.map(({ metadata }) => metadata.commandId));
  if (commandIds.every((id) => written.has(id))) return;
  throw refuse('lead_has_live_events', 'this lead has live events; nothing was written', {
    leadId,
  });
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
      reason: `the e-mail address belongs to lead ${otherLeadId} and stays there`,
    },
  ];
}
