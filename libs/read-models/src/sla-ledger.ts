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
  /** Who has had the lead, one after the other, from the beginning of the last deadline on. */
  readonly holders: readonly Holder[];
  readonly entries: readonly SlaEntry[];
}

interface Holder {
  /** `null`: it was nobody's. */
  readonly subject: string | null;
  /** Since when, until the next one had it. */
  readonly since: string;
}

export interface SlaEntry {
  readonly sla: Sla;
  readonly state: SlaState;
  /** Who had the lead when it was breached, else when it ended; who has it, while it runs. */
  readonly person: string | null;
  /**
   * For how long this person had the lead between its start and its end, all times together; on the
   * wall, in ms. `null` while it is open, and where it was nobody's.
   */
  readonly heldMs: number | null;
}

export const slaLedger: Projection<SlaLedger> = {
  name: 'sla_ledger',
  version: 2,
  filter: { streamPrefix: leadStreams, types: [...slaEventTypes, 'LeadAssigned', 'LeadPutBack'] },
  key: leadIdIn,
  documents: 'per_stream',
  columns: {},
  indexes: () => [],
  evolve(before, recorded) {
    const event = recorded as LeadEventInLog;
    const ledger = before ?? { leadId: leadIdIn(event), holders: [], entries: [] };
    if (event.type === 'SlaStarted') return begun(ledger, event);
    if (isSlaEvent(event)) return { ...ledger, entries: entered(ledger, event) };
    const subject = event.type === 'LeadAssigned' ? event.data.assignee : null;
    const holders = [...ledger.holders, { subject, since: event.recordedAt }];
    const entries = ledger.entries.map((entry) =>
      entry.state === 'running' ? { ...entry, person: subject } : entry,
    );
    return { ...ledger, holders, entries };
  },
};

/** A lead has one deadline at a time: who had it before is of no more use. */
function begun(ledger: SlaLedger, event: SlaEventInLog): SlaLedger {
  const [sla] = evolveSlas([], event) as readonly [Sla];
  const holders = ledger.holders.slice(-1);
  const entry = {
    sla,
    state: 'running',
    person: holders[0]?.subject ?? null,
    heldMs: null,
  } as const;
  return { ...ledger, holders, entries: [...ledger.entries, entry] };
}

function entered({ holders, entries }: SlaLedger, event: SlaEventInLog): readonly SlaEntry[] {
  return entries.map((entry) => {
    if (entry.sla.id !== event.data.slaId) return entry;
    const [sla] = evolveSlas([entry.sla], event) as readonly [Sla];
    return { ...entry, sla, state: slaState(sla), heldMs: heldBy(entry.person, sla, holders) };
  });
}

function heldBy(
  person: string | null,
  { startedAt, ended }: Sla,
  holders: readonly Holder[],
): number | null {
  if (ended === null || person === null) return null;
  return holders.reduce((sum, { subject, since }, index) => {
    const from = since > startedAt ? since : startedAt;
    const next = holders[index + 1]?.since ?? ended.at;
    const to = next < ended.at ? next : ended.at;
    return subject === person && from < to ? sum + Date.parse(to) - Date.parse(from) : sum;
  }, 0);
}
