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
export { never } from './never';
export { Refusal, refuse, type RefusalDetails } from './refusal';
export {
  CalendarDate,
  DefinitionRef,
  Department,
  departments,
  isOffsetInstant,
  Label,
  Money,
  OffsetInstant,
  Sealed,
  Slug,
  Uuid,
} from './values';
