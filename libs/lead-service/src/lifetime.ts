import { Contention } from '@tasuki/event-store';
import { leadStream } from '@tasuki/lead';

/** A claim may be claimed over after a minute; whoever took longer than this must begin again. */
const commandLifetimeMs = 30_000;

/** @returns what throws Contention once the command that began now has lived too long */
export function lifetime(): (leadId: string) => void {
  const startedAt = Date.now();
  return (leadId) => {
    if (Date.now() - startedAt <= commandLifetimeMs) return;
    throw new Contention(leadStream(leadId), 'the command took too long');
  };
}
