import { Refusal } from '@tasuki/domain';
import { type CommandOrigin } from '@tasuki/event-store';
import { type LeadReceipt, type LeadService } from '@tasuki/lead-service';
import { type Logger, type Metrics } from '@tasuki/platform';

/**
 * The write side, counted and logged: one line per command with ids, outcome and duration, and
 * nothing of what the command says.
 */
export function observedLeads(leads: LeadService, metrics: Metrics, logger: Logger): LeadService {
  async function observe(
    command: string,
    leadId: string | undefined,
    { id: commandId, correlationId, trace, actor }: CommandOrigin,
    run: () => Promise<LeadReceipt>,
  ): Promise<LeadReceipt> {
    const started = performance.now();
    const tell = (outcome: string, of: Partial<LeadReceipt>) => {
      const milliseconds = performance.now() - started;
      metrics.commands.inc({ command, outcome });
      metrics.commandSeconds.observe({ command }, milliseconds / 1000);
      logger.info(
        {
          command,
          commandId,
          correlationId,
          ...(trace && { traceparent: trace.traceparent }),
          subject: actor.subject,
          leadId: of.leadId ?? leadId,
          version: of.version,
          position: of.position,
          outcome,
          ms: Math.round(milliseconds * 10) / 10,
        },
        'command',
      );
    };
    try {
      const receipt = await run();
      tell(receipt.events.length > 0 ? 'accepted' : 'unchanged', receipt);
      return receipt;
    } catch (error) {
      tell(error instanceof Refusal ? error.code : nameOf(error), {});
      throw error;
    }
  }

  return {
    ...leads,
    capture: (capture, origin) =>
      observe(capture.type, undefined, origin, () => leads.capture(capture, origin)),
    execute: (leadId, command, origin) =>
      observe(command.type, leadId, origin, () => leads.execute(leadId, command, origin)),
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
