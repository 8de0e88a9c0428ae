export {
  defineEvents,
  versioned,
  type Envelope,
  type EventDefinition,
  type EventDefinitions,
  type EventOf,
  type Recorded,
  type Upcaster,
} from './define-events';
export { frozen } from './frozen';
export { never } from './never';
export { Refusal, refuse, type RefusalDetails } from './refusal';
export { refusals, type RefusalCode, type RefusalKind } from './refusal-codes';
export {
  amountPattern,
  CalendarDate,
  currencyPattern,
  DefinitionRef,
  Department,
  departments,
  isCalendarDate,
  isOffsetInstant,
  Label,
  Money,
  OffsetInstant,
  Sealed,
  Slug,
  UtcInstant,
  Uuid,
} from './values';
