export { type Definition, DefinitionContent, Icp, refOf } from './definition';
export { builtInOnly, type Definitions } from './in-force';
export {
  AttributeRule,
  AttributeTest,
  BehaviourRule,
  Decay,
  Frequency,
  ScoringRules,
} from './scoring-rules';
export {
  Escalation,
  FirstContactPolicy,
  Recipient,
  SlaPolicy,
  type SlaPolicyId,
  slaPolicyIds,
  Slas,
} from './sla-policies';
export { type Bant, bant, type BantVerdicts, SqlCriteria, unmetCriteria } from './sql-criteria';
export { builtInDefinition, builtInDefinitions, versionZero } from './version-zero';
