import { type Stage } from '@tasuki/lead';

/** Where a lead is after an event; `broken`: why nobody can tell. */
export type StageKnown = { readonly stage: Stage | null } | { readonly broken: string };

/** The stages of the leads met last, a bounded number of them. */
export interface StageMemory {
  /** Of a stream after its event of this version, if that is the last one remembered. */
  after(stream: string, version: number): StageKnown | undefined;
  remember(stream: string, version: number, known: StageKnown): void;
}

/** @param capacity in leads; the one not met for longest is forgotten first */
export function stageMemory(capacity: number): StageMemory {
  const leads = new Map<string, { readonly version: number; readonly known: StageKnown }>();
  return {
    after(stream, version) {
      const last = leads.get(stream);
      return last?.version === version ? last.known : undefined;
    },
    remember(stream, version, known) {
      leads.delete(stream);
      leads.set(stream, { version, known });
      if (leads.size <= capacity) return;
      const [oldest] = leads.keys();
      leads.delete(oldest!);
    },
  };
}
