export {
  leadService,
  type LeadReceipt,
  type LeadService,
  type PlainCapture,
  type PlainCommand,
  type RecordedLead,
} from './lead-service';
export { leadIdOf, leadStream, leadStreams } from './streams';
