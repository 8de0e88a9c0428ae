import { beginning, type EventStore, type RecordedEvent } from '@tasuki/event-store';
import { leadStream, leadStreams } from '@tasuki/lead';
import { type Entry, type Journal } from './journal';

/**
 * Holds the log to what the senders were told: every acknowledged command is in it exactly once,
 * as its receipt says, and no other command of theirs is in it.
 */
export async function expectNothingLost(log: EventStore, journal: Journal): Promise<void> {
  const { complaints, entries } = journal;
  const written = await readCommands(log);
  const wrong = [...complaints];
  for (const [commandId, entry] of entries) {
    const problem = judge(entry, written.get(commandId) ?? []);
    if (problem !== undefined) wrong.push(`${commandId} (${entry.command.path}): ${problem}`);
  }
  expect(wrong.slice(0, 20)).toEqual([]);
}

/**
 * The events of leads by command. A claim in an identity's stream is no command: one whose command
 * got no further stands for nothing, and gives way.
 */
async function readCommands(log: EventStore): Promise<ReadonlyMap<string, RecordedEvent[]>> {
  const commands = new Map<string, RecordedEvent[]>();
  const versions = new Map<string, number>();
  let ordinal = 0;
  for await (const { events } of log.readAll(beginning)) {
    for (const event of events) {
      const { stream, version, position, metadata } = event;
      ordinal += 1;
      const wanted = [ordinal, (versions.get(stream) ?? 0) + 1];
      if (Number(position) !== wanted[0] || version !== wanted[1]) {
        expect([stream, Number(position), version]).toEqual([stream, ...wanted]);
      }
      versions.set(stream, version);
      if (!stream.startsWith(leadStreams)) continue;
      const { commandId } = metadata;
      commands.set(commandId, [...(commands.get(commandId) ?? []), event]);
    }
  }
  return commands;
}

/** @returns what is wrong */
function judge({ command, outcome }: Entry, events: readonly RecordedEvent[]): string | undefined {
  const types = events.map(({ type }) => type).join(', ');
  if (outcome.kind !== 'acknowledged') {
    if (events.length > 0) return `${outcome.kind}, and in the log: ${types}`;
    const isWrong =
      outcome.kind === 'refused' && (command.refused ?? outcome.status) !== outcome.status;
    return isWrong ? `refused with ${outcome.status}` : undefined;
  }
  if (command.refused !== undefined) return `acknowledged, against the rules: ${types}`;
  const { leadId, version, position } = outcome.receipt;
  const promised = outcome.receipt.events.map(({ id, type }) => `${type} ${id}`);
  const found = events.map(({ id, type }) => `${type} ${id}`);
  if (found.join() !== promised.join())
    return `acknowledged ${promised.join()}; found ${found.join()}`;
  const last = events.at(-1);
  if (last === undefined) return undefined;
  if (events.some(({ stream }) => stream !== leadStream(leadId))) return 'in another stream';
  if (last.version !== version || last.position !== position) {
    return `acknowledged at version ${version}, ${position}; found at ${last.version}, ${last.position}`;
  }
  return undefined;
}
