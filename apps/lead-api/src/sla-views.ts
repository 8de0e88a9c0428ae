import { type Calendars } from '@tasuki/calendar';
import { remainingOf, type Sla, slaState } from '@tasuki/lead';
import { type DeadlineDto, type SlaAnswerDto } from './dto/slas';

/** One of a lead's deadlines, running or ended. */
export function slaView({ id, policy, pause, ...rest }: Sla): SlaAnswerDto {
  return { slaId: id, sla: policy, state: slaState(rest), paused: pause, ...rest };
}

/** The open one in a list, with what is left of it at this moment. */
export function deadlineView(sla: Sla, calendars: Calendars, now: string): DeadlineDto {
  const { id, policy, dueAt, warnAt, warned, breached, pause } = sla;
  return {
    slaId: id,
    sla: policy,
    state: slaState(sla),
    dueAt,
    warnAt,
    warned,
    breached,
    paused: pause,
    remaining: remainingOf(sla, calendars.byRef(sla.calendar), now),
  };
}
