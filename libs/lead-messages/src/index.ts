export { asyncApiDocument, leadTopic } from './async-api';
export {
  type BinaryMode,
  type EventOfLead,
  eventToldBy,
  fromBinaryMode,
  inBinaryMode,
  inJsonFormat,
  type JsonFormat,
  NoLeadMessage,
} from './cloud-events';
export { contractBreaks, contractFiles } from './contract';
export { type MessageDefinition, type StageChange } from './define-message';
export { type LeadEventInLog, type LeadMessage, messageOf, stageAfter } from './lead-message';
export { exampleOf, leadMessages, type OwnData } from './lead-messages';
