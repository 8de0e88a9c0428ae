import { Department } from '@tasuki/domain';
import { handoffs } from '@tasuki/lead';
import { Type } from 'typebox';
import {
  byProgram,
  bySales,
  Cycle,
  defineMessage,
  DefinitionRef,
  exampleDefinition,
  Name,
  Slug,
  StageChange,
  Uuid,
} from './define-message';

const Verdict = Type.Enum(['met', 'not_met', 'unknown']);
const definition = Type.Optional(DefinitionRef);

/** The lead handed on: from marketing to inside sales to sales, and back. */
export const handoffMessages = {
  LeadMarketingQualified: defineMessage(
    'marketing-qualified.v1',
    'The lead is an MQL: inside sales must contact it.',
    {
      stage: StageChange,
      cycle: Cycle,
      score: Type.Union([Type.Number(), Type.Null()]),
      threshold: Type.Union([Type.Number(), Type.Null()]),
      definition: Type.Union([DefinitionRef, Type.Null()]),
      by: Type.Enum(['score', 'person', 'import']),
      reason: Type.Optional(Slug),
    },
    {
      ...byProgram('tasuki-scorer'),
      stage: { from: 'nurturing', to: 'mql' },
      cycle: 1,
      score: 60,
      threshold: 50,
      definition: exampleDefinition,
      by: 'score',
    },
  ),
  LeadAssigned: defineMessage(
    'assigned.v1',
    'The lead is somebody’s from now on; `by` says whether a person or a rule chose.',
    {
      assignee: Name,
      department: Department,
      by: Type.Object({
        kind: Type.Enum(['person', 'rule']),
        rule: Type.Optional(Name),
        handoff: Type.Optional(Type.Enum([...handoffs])),
      }),
      reason: Type.Optional(Slug),
    },
    {
      ...byProgram('tasuki-assigner'),
      assignee: 'mika',
      department: 'inside_sales',
      by: { kind: 'rule', rule: 'machinery in Kanto', handoff: 'mql' },
    },
  ),
  LeadPutBack: defineMessage(
    'put-back.v1',
    'Nobody has the lead any more: it was given up, or handed over.',
    { assignee: Name, department: Department, reason: Slug },
    { assignee: 'mika', department: 'inside_sales', reason: 'handed_over' },
  ),
  LeadContacted: defineMessage(
    'contacted.v1',
    'Somebody tried to reach the lead; the first contact of an MQL changes its stage.',
    {
      stage: Type.Optional(StageChange),
      cycle: Cycle,
      attempt: Type.Integer({ minimum: 1 }),
      channel: Slug,
      outcome: Slug,
      definition,
    },
    {
      stage: { from: 'mql', to: 'contacted' },
      cycle: 1,
      attempt: 1,
      channel: 'phone',
      outcome: 'connected',
    },
  ),
  BantAssessed: defineMessage(
    'bant-assessed.v1',
    'Inside sales said what is known of budget, authority, need and timing.',
    { cycle: Cycle, budget: Verdict, authority: Verdict, need: Verdict, timing: Verdict },
    { cycle: 1, budget: 'met', authority: 'met', need: 'met', timing: 'unknown' },
  ),
  LeadSalesQualified: defineMessage(
    'sales-qualified.v1',
    'The lead is an SQL: sales must accept or return it.',
    {
      stage: StageChange,
      cycle: Cycle,
      definition,
      assessmentId: Type.Union([Uuid, Type.Null()]),
      /** Why it is an SQL though the criteria are not met. */
      overrideReason: Type.Optional(Slug),
    },
    {
      stage: { from: 'contacted', to: 'sql' },
      cycle: 1,
      definition: exampleDefinition,
      assessmentId: '5c3c2a7e-0a5e-5d34-8ad4-5e6a4f0d7c21',
    },
  ),
  LeadAcceptedBySales: defineMessage(
    'accepted-by-sales.v1',
    'Sales takes the lead on.',
    { stage: StageChange, cycle: Cycle, definition, owner: Type.Optional(Name) },
    { ...bySales, stage: { from: 'sql', to: 'accepted' }, cycle: 1, owner: 'mori' },
  ),
  LeadReturnedBySales: defineMessage(
    'returned-by-sales.v1',
    'Sales gives the lead back to inside sales.',
    { stage: StageChange, cycle: Cycle, definition, reason: Slug },
    { ...bySales, stage: { from: 'sql', to: 'contacted' }, cycle: 1, reason: 'not_ready' },
  ),
  LeadRecycled: defineMessage(
    'recycled.v1',
    'Inside sales gives the lead back to marketing: a new cycle begins.',
    { stage: StageChange, cycle: Cycle, reason: Slug },
    { stage: { from: 'contacted', to: 'nurturing' }, cycle: 2, reason: 'later' },
  ),
  LeadDisqualified: defineMessage(
    'disqualified.v1',
    'The lead is none: nobody goes on with it.',
    { stage: StageChange, cycle: Cycle, definition, reason: Slug },
    { stage: { from: 'mql', to: 'disqualified' }, cycle: 1, reason: 'competitor' },
  ),
  LeadReopened: defineMessage(
    'reopened.v1',
    'A lead that was closed is nurtured again: a new cycle begins.',
    { stage: StageChange, cycle: Cycle, reason: Slug },
    { stage: { from: 'lost', to: 'nurturing' }, cycle: 2, reason: 'came_back' },
  ),
};
