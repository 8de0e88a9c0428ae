import { Refusal } from '@tasuki/domain';
import { type CommandOrigin, type Receipt } from '@tasuki/event-store';
import { type CalendarService, type LeadReceipt, type LeadService } from '@tasuki/lead-service';
import { type Logger, type Metrics } from '@tasuki/platform';

/**
 * The write side, counted and logged: one line per command with ids, outcome and duration, and
 * nothing of what the command says.
 */
export function observedCommands(metrics: Metrics, logger: Logger) {
  async function observe<R extends Omit<Receipt, 'stream'>>(
    command: string,
    { id: commandId, correlationId, trace, actor }: CommandOrigin,
    about: (receipt?: R) => Readonly<Record<string, string | undefined>>,
    run: () => Promise<R>,
  ): Promise<R> {
    const started = performance.now();
    const tell = (outcome: string, receipt?: R) => {
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
          ...about(receipt),
          version: receipt?.version,
          position: receipt?.position,
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
      tell(error instanceof Refusal ? error.code : nameOf(error));
      throw error;
    }
  }

  const leadOf = (leadId?: string) => (receipt?: LeadReceipt) => ({
    leadId: receipt?.leadId ?? leadId,
  });

  return {
    leads: (leads: LeadService): LeadService => ({
      ...leads,
      capture: (capture, origin) =>
        observe(capture.type, origin, leadOf(), () => leads.capture(capture, origin)),
      execute: (leadId, command, origin) =>
        observe(command.type, origin, leadOf(leadId), () => leads.execute(leadId, command, origin)),
    }),
    calendars: (calendars: CalendarService): CalendarService => ({
      ...calendars,
      change: (calendarId, content, origin) =>
        observe(
          'ChangeCalendar',
          origin,
          () => ({ calendarId }),
          () => calendars.change(calendarId, content, origin),
        ),
    }),
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
