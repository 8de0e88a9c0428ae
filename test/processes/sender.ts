import { Refusal } from '@tasuki/domain';
import { type LeadReceipt, type PlainCapture, type PlainCommand } from '@tasuki/lead-service';
import { silentLogger } from '@tasuki/platform';
import { openRuntime } from '@tasuki/runtime';
import { once } from 'node:events';

/**
 * What a process of senders is told: commands to send all at once, at the same instant as others. It says
 * `ready` on a line of its own, and begins when something comes in on its standard input.
 */
export interface SenderTask {
  readonly url: string;
  readonly masterKeyFile: string;
  readonly commands: readonly SentCommand[];
}

export interface SentCommand {
  readonly id: string;
  /** `null` for a capture. */
  readonly leadId: string | null;
  readonly command: PlainCapture | PlainCommand;
}

export type SendOutcome =
  | { readonly id: string; readonly receipt: LeadReceipt }
  | { readonly id: string; readonly refused: string };

async function main({ url, masterKeyFile, commands }: SenderTask): Promise<void> {
  const runtime = await openRuntime(
    { DATABASE_URL: url, TASUKI_MASTER_KEY_FILE: masterKeyFile, DATABASE_POOL: 10 },
    silentLogger,
  );
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  process.stdin.destroy();
  const outcomes = await Promise.all(
    commands.map(async ({ id, leadId, command }): Promise<SendOutcome> => {
      const origin = {
        id,
        actor: { subject: `sender-${process.pid}`, department: null },
        correlationId: id,
        causationId: null,
      };
      try {
        const receipt =
          command.type === 'CaptureLead'
            ? await runtime.leads.capture(command, origin)
            : await runtime.leads.execute(leadId!, command, origin);
        return { id, receipt };
      } catch (error) {
        if (error instanceof Refusal) return { id, refused: error.code };
        throw error;
      }
    }),
  );
  await runtime.close();
  process.stdout.write(JSON.stringify(outcomes));
}

void main(JSON.parse(process.argv[2]!) as SenderTask);
