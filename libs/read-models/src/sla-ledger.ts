import {
  evolveSlas,
  isSlaEvent,
  leadStreams,
  type Sla,
  slaEventTypes,
  type SlaState,
  slaState,
} from '@tasuki/lead';
import { leadIdIn, type LeadEventInLog, type SlaEventInLog } from './lead-event';
import { type Projection } from './projection';

/** Every deadline that a lead ever had, and whose it was: what reports are made of. */
export interface SlaLedger {
  readonly leadId: string;
  readonly holder: Holder | null;
  readonly entries: readonly SlaEntry[];
}

interface Holder {
  readonly subject: string;
  /** Since when the lead is theirs. */
  readonly since: string;
}

export interface SlaEntry {
  readonly sla: Sla;
  readonly state: SlaState;
  /** Who had the lead when it was breached or ended; who has it, while it runs. */
  readonly person: string | null;
  /** How long the one who ended it had had it, at most since it began; on the wall, in ms. */
  readonly heldMs: number | null;
}

export const slaLedger: Projection<SlaLedger> = {
  name: 'sla_ledger',
  version: 1,
  filter: { streamPrefix: leadStreams, types: [...slaEventTypes, 'LeadAssigned', 'LeadPutBack'] },
  key: leadIdIn,
  documents: 'per_stream',
  columns: {},
  indexes: () => [],
  evolve(before, recorded) {
    const event = recorded as LeadEventInLog;
    const ledger = before ?? { leadId: leadIdIn(event), holder: null, entries: [] };
    if (isSlaEvent(event)) return { ...ledger, entries: entered(ledger, event) };
    const holder =
      event.type === 'LeadAssigned'
        ? { subject: event.data.assignee, since: event.recordedAt }
        : null;
    const entries = ledger.entries.map((entry) =>
      entry.state === 'running' ? { ...entry, person: holder?.subject ?? null } : entry,
    );
    return { ...ledger, holder, entries };
  },
};

function entered({ holder, entries }: SlaLedger, event: SlaEventInLog): readonly SlaEntry[] {
  if (event.type === 'SlaStarted') {
    const [sla] = evolveSlas([], event) as readonly [Sla];
    return [...entries, { sla, state: 'running', person: holder?.subject ?? null, heldMs: null }];
  }
  return entries.map((entry) => {
    if (entry.sla.id !== event.data.slaId) return entry;
    const [sla] = evolveSlas([entry.sla], event) as readonly [Sla];
    return { ...entry, sla, state: slaState(sla), heldMs: heldFor(sla, holder) };
  });
}

function heldFor({ ended, startedAt }: Sla, holder: Holder | null): number | null {
  if (ended === null || holder === null) return null;
  const since = holder.since > startedAt ? holder.since : startedAt;
  return Date.parse(ended.at) - Date.parse(since);
}
