export { toleranceMs } from './business-time';
export { formSubmitted } from './decide-profile';
export { notStated } from './decide-import';
export { movesEtag, type IfMatch } from './etag';
export {
  claimLifetimeMs,
  evolveClaim,
  identityEvents,
  type Claim,
  type IdentityEvent,
} from './identity';
export { evolve, initial, isImported, type Cycle, type Lead, type Verdicts } from './lead';
export type {
  AssignByRule,
  CaptureLead,
  ChangeProfile,
  ImportHistory,
  LeadCommand,
  LeadCommandOf,
  LeadCommandType,
} from './lead.commands';
export { type Remaining, remainingOf } from './deadline';
export { handoffBy, waitsFor } from './handoffs';
export { decide, type LeadContext } from './lead.decide';
export {
  leadEvents,
  type LeadEvent,
  type LeadEventOf,
  type RecordedLeadEvent,
} from './lead.events';
export {
  handoffs,
  identityKinds,
  seniorities,
  type Assessment,
  type Company,
  type CompanyChange,
  type Consent,
  type ExternalId,
  type Handoff,
  type Identity,
  type Person,
  type PersonChange,
  type RoutingAttributes,
  type Seniority,
  type Source,
} from './lead.values';
export { leadIdOf, leadStream, leadStreams } from './lead-stream';
export { describe, languages, type Language } from './lead.words';
export { namedCauses, type Adjustment, type Contribution, type Score } from './score';
export { Score as ScoreSchema } from './score';
export { sentence, type Telling } from './sentence';
export {
  evolveSlas,
  isSlaEvent,
  nextTimer,
  openSla,
  type Sla,
  slaState,
  type SlaState,
  slaStates,
} from './sla';
export { type Cause, type Check, type ProofParts, proveSla, type SlaProof } from './sla-proof';
export { type SlaCommand } from './sla.commands';
export { slaEventTypes } from './sla.events';
export {
  type Addressee,
  type Elapsed,
  type SlaTerms,
  type SlaTimer,
  slaTimerKinds,
} from './sla.values';
export { stageTableMarkdown } from './stage-table-markdown';
export {
  assertAllowed,
  closedStages,
  isOpen,
  openStages,
  stages,
  stageTable,
  type OpenStage,
  type Stage,
  type StageRule,
} from './stages';
