import { type LeadCommand } from '@tasuki/lead';
import { type Vault } from '@tasuki/personal-data';

/** The command with every personal field sealed: what enters the domain. */
export function sealCommand<C extends LeadCommand>(command: C, vault: Vault): C {
  const sealed: LeadCommand = sealNotes(command, vault);
  return sealPerson(sealed, vault) as C;
}

function sealNotes(command: LeadCommand, vault: Vault): LeadCommand {
  const noteOf = <T extends { readonly note?: string }>(given: T): T =>
    given.note === undefined ? given : { ...given, note: vault.seal('note', given.note) };
  switch (command.type) {
    case 'AssessBant': {
      const { budget, authority, need, timing } = command;
      return {
        ...command,
        budget: noteOf(budget),
        authority: noteOf(authority),
        need: noteOf(need),
        timing: noteOf(timing),
      };
    }
    case 'QualifyLead':
      return command.override ? { ...command, override: noteOf(command.override) } : command;
    default:
      return 'note' in command ? noteOf(command) : command;
  }
}

function sealPerson(command: LeadCommand, vault: Vault): LeadCommand {
  if (!('person' in command) || command.person === undefined) return command;
  const person: Record<string, unknown> = { ...command.person };
  for (const field of ['name', 'email', 'phone'] as const) {
    const plain = person[field];
    if (typeof plain === 'string') person[field] = vault.seal(field, plain);
  }
  return { ...command, person };
}
