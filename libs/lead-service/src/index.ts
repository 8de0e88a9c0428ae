export {
  leadService,
  type LeadReceipt,
  type LeadService,
  type PlainCapture,
  type PlainCommand,
  type RecordedLead,
} from './lead-service';
