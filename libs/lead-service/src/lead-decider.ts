import { type Decider } from '@tasuki/event-store';
import {
  decide,
  evolve,
  initial,
  type Lead,
  type LeadCommand,
  type LeadContext,
  type LeadEvent,
  leadEvents,
} from '@tasuki/lead';

/** The lead as the command runner takes it. */
export const leadDecider: Decider<LeadCommand, Lead, LeadEvent, LeadContext> = {
  initial,
  evolve,
  decide,
  events: leadEvents,
};
