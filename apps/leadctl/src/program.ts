import { Command, CommanderError } from 'commander';
import { addChannels } from './channels';
import { addDeadLetters } from './dead-letters';
import { addDoctor } from './doctor';
import { addImport } from './import';
import { addMasterKey } from './master-key';
import { addParked } from './parked';
import { addReadModels } from './read-models';
import { addRebuild } from './rebuild';
import { addReplay } from './replay';
import { addRepublish } from './republish';
import { addSla } from './sla';
import { addToken } from './token';

/** Of a process that was called in a wrong way. */
export const badUsage = 2;

/** Runs one command. @returns the exit code of wrong usage, which was told in one sentence */
export async function leadctl(args: readonly string[]): Promise<number | undefined> {
  const program = new Command('leadctl')
    .description(
      'Tasuki on the command line: import, replay, read models, messages, dead letters, channels, health, tokens, keys.',
    )
    .showHelpAfterError(false)
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined, writeErr: () => undefined });
  for (const add of [
    addImport,
    addReplay,
    addSla,
    addParked,
    addDeadLetters,
    addChannels,
    addReadModels,
    addRebuild,
    addRepublish,
    addDoctor,
    addToken,
    addMasterKey,
  ])
    add(program);
  for (const command of everyCommand(program)) command.copyInheritedSettings(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    process.stderr.write(`${sentenceOf(error)}\n`);
    return badUsage;
  }
}

function everyCommand(command: Command): Command[] {
  return command.commands.flatMap((sub) => [sub, ...everyCommand(sub)]);
}

function sentenceOf({ code, message }: CommanderError): string {
  if (code === 'commander.help') return 'Say which command: leadctl --help names them.';
  const sentence = message.replace(/^error: /, '').replaceAll("'", '"');
  const capital = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  return capital.endsWith('.') ? capital : `${capital}.`;
}
