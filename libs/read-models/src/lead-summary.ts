import { type Sealed } from '@tasuki/domain';
import { type LeadEventInLog } from './lead-event';

/** What every list of leads shows of one. The name stays sealed; whoever shows it opens it. */
export interface LeadSummary {
  readonly leadId: string;
  readonly cycle: number;
  /** The score last recorded; `null` when never scored. */
  readonly score: number | null;
  readonly name: Sealed | null;
  readonly company: string | null;
  readonly channel: string | null;
  readonly assignee: string | null;
}

export function blankSummary(leadId: string): LeadSummary {
  return {
    leadId,
    cycle: 1,
    score: null,
    name: null,
    company: null,
    channel: null,
    assignee: null,
  };
}

/** The same row with its summary brought up to an event; what only one list knows is untouched. */
export function summarised<D extends LeadSummary>(row: D, { type, data }: LeadEventInLog): D {
  switch (type) {
    case 'LeadCaptured':
      return {
        ...row,
        name: data.person?.name ?? null,
        company: data.company?.name ?? null,
        channel: data.source.channel ?? null,
      };
    case 'LeadProfileChanged':
      return {
        ...row,
        name: data.person?.name === undefined ? row.name : data.person.name,
        company: data.company?.name === undefined ? row.company : data.company.name,
      };
    case 'LeadScored':
      return { ...row, score: data.total };
    case 'LeadAssigned':
      return { ...row, assignee: data.assignee };
    case 'LeadPutBack':
      return { ...row, assignee: null };
    case 'LeadRecycled':
    case 'LeadReopened':
      return { ...row, cycle: data.cycle };
    default:
      return row;
  }
}
