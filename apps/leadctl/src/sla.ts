import { Refusal } from '@tasuki/domain';
import { UnreadableEvent } from '@tasuki/event-store';
import { slaProof } from '@tasuki/lead-service';
import { StartupError } from '@tasuki/platform';
import { type Command } from 'commander';
import { connect } from './connect';
import { proofLines } from './sla/tell-proof';
import { matching } from './usage';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Deadlines, for whoever must show that they were kept, or were not. */
export function addSla(program: Command): void {
  const sla = program.command('sla').description('deadlines of leads');

  sla
    .command('proof')
    .description('compute a deadline again from the log; exits with 1 when it does not agree')
    .argument('<leadId>', 'the id of the lead', matching(uuid, 'a UUID in lower case'))
    .argument('<slaId>', 'the id of the SLA', matching(uuid, 'a UUID in lower case'))
    .option('--json', 'as JSON')
    .action(async (leadId: string, slaId: string, { json }: { json?: boolean }) => {
      const tasuki = await connect();
      try {
        const proof = await slaProof(leadId, slaId, tasuki);
        process.stdout.write(json ? `${JSON.stringify(proof, null, 2)}\n` : proofLines(proof));
        if (!proof.holds) process.exitCode = 1;
      } catch (error) {
        throw inOneSentence(error, leadId);
      } finally {
        await tasuki.close();
      }
    });
}

function inOneSentence(error: unknown, leadId: string): unknown {
  if (error instanceof UnreadableEvent) {
    return new StartupError(
      `This release cannot read the history of lead ${leadId} (${error.message}); use the release that wrote it.`,
    );
  }
  if (!(error instanceof Refusal)) return error;
  const { message } = error;
  return new StartupError(`${message.charAt(0).toUpperCase()}${message.slice(1)}.`);
}
