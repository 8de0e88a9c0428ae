import { type CommandOrigin, type Sent } from '@tasuki/event-store';
import { type FirstCommands, type PlainCapture } from '@tasuki/lead-service';
import { derivedId } from '@tasuki/platform';
import { type RowPlan } from './plan';

/** Whose commands the events of an import are. */
export const importer = { subject: 'leadctl-import', department: null } as const;

interface Named<Command> extends Sent<Command> {
  /** Which part of a row it is; of the same row always the same. */
  readonly what: string;
}

type Later = FirstCommands[1] & {};

/** What a row is written with: its capture, its activities, at most one history. */
export type RowCommands = readonly [Named<PlainCapture>, ...(readonly Named<Later['command']>[])];

/**
 * Command ids come from what a row is about, so that it may be interrupted and repeated at any
 * point, and a corrected file adds what is new.
 */
export function commandsOf(
  { capture, activities, history }: RowPlan,
  correlationId: string,
): RowCommands {
  const { system, id } = capture.source.external!;
  function named<Command>(what: string, command: Command): Named<Command> {
    const origin: CommandOrigin = {
      id: derivedId('import', system, id, what),
      actor: importer,
      correlationId,
      causationId: null,
    };
    return { what, command, origin };
  }
  return [
    named('capture', capture),
    ...activities.map((activity, index) => named(`activity/${index}`, activity)),
    ...(history ? [named(`stage/${history.target}`, history)] : []),
  ];
}
