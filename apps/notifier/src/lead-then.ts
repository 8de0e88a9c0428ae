import { evolve, initial, type Lead, leadStream } from '@tasuki/lead';
import { type RecordedLead } from '@tasuki/lead-service';
import { registry, type Runtime } from '@tasuki/runtime';

/** A lead at an event, with what else the same command brought about. */
export interface LeadThen {
  readonly event: RecordedLead;
  readonly lead: Lead;
}

/** @throws UnreadableEvent, and Error when the log has no such event */
export async function leadThen(
  { log }: Pick<Runtime, 'log'>,
  leadId: string,
  version: number,
): Promise<LeadThen> {
  const stream = await log.readStream(leadStream(leadId));
  const commandId = stream[version - 1]?.metadata.commandId;
  const history = stream
    .filter((one) => one.version <= version || one.metadata.commandId === commandId)
    .map((one) => registry.read(one) as unknown as RecordedLead);
  const event = history.find((one) => one.version === version);
  if (event === undefined) throw new Error(`the log has no version ${version} of the lead`);
  return { event, lead: history.reduce(evolve, initial) };
}
