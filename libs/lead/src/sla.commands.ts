import { type Reasoned } from './lead.commands';
import { type SlaTimer } from './sla.values';

interface OfSla {
  readonly slaId: string;
}

/** Until somebody resumes it, or the policy's longest pause is over. */
export interface PauseSla extends OfSla, Reasoned {
  readonly type: 'PauseSla';
}

export interface ResumeSla extends OfSla {
  readonly type: 'ResumeSla';
}

/** To a deadline that somebody names; else by the policy and the calendar as they stand today. */
export interface ReplanSla extends OfSla, Reasoned {
  readonly type: 'ReplanSla';
  readonly dueAt?: string;
}

/** Sent by the clock: a timer has run out. Declined when it is no longer due. */
export interface RecordSlaTimer extends OfSla {
  readonly type: 'RecordSlaTimer';
  readonly timer: SlaTimer;
}

export type SlaCommand = PauseSla | ResumeSla | ReplanSla | RecordSlaTimer;
