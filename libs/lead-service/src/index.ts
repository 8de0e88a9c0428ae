export { type CalendarBook, calendarBook, type CalendarNeed } from './calendar-book';
export {
  type CalendarCommandOrigin,
  type CalendarReceipt,
  calendarService,
  type CalendarService,
  type RecordedCalendarVersion,
} from './calendar-service';
export { type FirstCommands } from './capture-new';
export {
  leadService,
  type LeadCommandOrigin,
  type LeadReceipt,
  type LeadService,
  type RecordedLead,
} from './lead-service';
export { type PlainCapture, type PlainCommand } from './plain-command';
export { slaProof, type ProofSources } from './sla-proof';
