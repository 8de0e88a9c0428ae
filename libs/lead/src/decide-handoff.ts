import { refOf, unmetCriteria } from '@tasuki/definition';
import { type DefinitionRef, refuse } from '@tasuki/domain';
import { happenedAt, happenedAtIfSaid } from './business-time';
import { waitsFor } from './handoffs';
import { judging } from './judging';
import {
  type AcceptLead,
  type AssessBant,
  type AssignByRule,
  type AssignLead,
  type ClaimLead,
  type DisqualifyLead,
  type PromoteLead,
  type PutBackLead,
  type QualifyLead,
  type RecordContact,
  type RecycleLead,
  type ReopenLead,
  type ReturnLead,
} from './lead.commands';
import { type KnownLead, type LeadContext } from './lead.decide';
import { type LeadEvent } from './lead.events';

export function assign(command: AssignLead, lead: KnownLead): LeadEvent[] {
  const { type: _, ...data } = command;
  const { assignee, department } = command;
  if (lead.assignee?.subject === assignee && lead.assignee.department === department) return [];
  return [{ type: 'LeadAssigned', data: { ...data, by: { kind: 'person' } } }];
}

export function assignByRule(command: AssignByRule, lead: KnownLead): LeadEvent[] {
  const { type: _, assignee, ...why } = command;
  const { department, stage } = waitsFor[command.handoff];
  if (lead.assignee !== null || lead.stage !== stage) return [];
  return [{ type: 'LeadAssigned', data: { assignee, department, by: { kind: 'rule', ...why } } }];
}

/** Of two who claim a lead the first has it, and the other learns whose it is. */
export function claim({ assignee, department }: ClaimLead, lead: KnownLead): LeadEvent[] {
  const { assignee: present } = lead;
  if (present !== null && present.subject !== assignee) {
    throw refuse('already_assigned', `this lead is ${present.subject}'s`, {
      assignee: present.subject,
      department: present.department,
    });
  }
  return assign({ type: 'AssignLead', assignee, department, reason: 'claimed' }, lead);
}

export function putBack({ type: _, ...why }: PutBackLead, lead: KnownLead): LeadEvent[] {
  if (lead.assignee === null) return [];
  const { subject: assignee, department } = lead.assignee;
  return [{ type: 'LeadPutBack', data: { assignee, department, ...why } }];
}

/** A person makes it an MQL: somebody who raised a hand needs no score. */
export function promote(command: PromoteLead, lead: KnownLead, context: LeadContext): LeadEvent[] {
  const { type: _, ...why } = command;
  const definition = context.definitions.inForceAt(context.now);
  return [
    {
      type: 'LeadMarketingQualified',
      data: {
        cycle: lead.cycle.number,
        score: scoreOfCycle(lead),
        threshold: definition.content.threshold,
        definition: refOf(definition),
        by: 'person',
        ...why,
      },
    },
  ];
}

/** A score from before this cycle says nothing about it. */
function scoreOfCycle({ score, cycle }: KnownLead): number | null {
  return score !== null && score.fact >= cycle.since ? score.total : null;
}

export function recordContact(
  command: RecordContact,
  lead: KnownLead,
  context: LeadContext,
): LeadEvent[] {
  const { type: _, ...data } = command;
  const firstContact = lead.stage === 'mql' && countsAsContact(command, lead, context);
  return [
    {
      type: 'LeadContacted',
      data: {
        ...data,
        cycle: lead.cycle.number,
        attempt: lead.cycle.attempts + 1,
        firstContact,
        occurredAt: happenedAt(command.occurredAt, context.now),
        ...(lead.stage === 'mql' && namedDefinition(lead, context)),
      },
    },
  ];
}

export function assessBant(command: AssessBant, lead: KnownLead): LeadEvent[] {
  const { type: _, ...assessment } = command;
  return [{ type: 'BantAssessed', data: { cycle: lead.cycle.number, ...assessment } }];
}

/** Sales qualified by the criteria of the definition that judges this cycle, or over them with a reason. */
export function qualify(command: QualifyLead, lead: KnownLead, context: LeadContext): LeadEvent[] {
  const definition = judging(lead, context);
  const { assessment } = lead.cycle;
  const unmet = unmetCriteria(definition.content.sql, assessment?.verdicts ?? unassessed);
  if (unmet.length > 0 && command.override === undefined) {
    throw refuse(
      'sql_criteria_not_met',
      `the definition's SQL criteria are not met: ${unmet.join(', ')}; assess BANT, or override with a reason`,
      { unmet, definitionVersion: definition.version },
    );
  }
  return [
    {
      type: 'LeadSalesQualified',
      data: {
        cycle: lead.cycle.number,
        definition: refOf(definition),
        assessment: assessment?.eventId ?? null,
        ...(unmet.length > 0 && { override: command.override }),
        ...happenedAtIfSaid(command.occurredAt, context.now),
      },
    },
  ];
}

export function acceptLead(
  command: AcceptLead,
  lead: KnownLead,
  context: LeadContext,
): LeadEvent[] {
  const { type: _, owner } = command;
  return [
    {
      type: 'LeadAcceptedBySales',
      data: {
        ...stageData(lead, context),
        ...(owner !== undefined && { owner }),
        ...happenedAtIfSaid(command.occurredAt, context.now),
      },
    },
  ];
}

export function returnOrDisqualify(
  command: ReturnLead | DisqualifyLead,
  lead: KnownLead,
  context: LeadContext,
): LeadEvent[] {
  const { type, ...why } = command;
  const data = { ...stageData(lead, context), ...why };
  return [{ type: type === 'ReturnLead' ? 'LeadReturnedBySales' : 'LeadDisqualified', data }];
}

/** Both begin a new cycle; what was learnt in the old one stays with it. */
export function recycleOrReopen(command: RecycleLead | ReopenLead, lead: KnownLead): LeadEvent[] {
  const { type, ...why } = command;
  const data = { cycle: lead.cycle.number + 1, ...why };
  return [{ type: type === 'RecycleLead' ? 'LeadRecycled' : 'LeadReopened', data }];
}

/** The cycle, and the definition if this is where an imported cycle gets one. */
export function stageData(
  lead: KnownLead,
  context: LeadContext,
): { cycle: number; definition?: DefinitionRef } {
  return { cycle: lead.cycle.number, ...namedDefinition(lead, context) };
}

function namedDefinition(
  lead: KnownLead,
  context: LeadContext,
): { definition?: DefinitionRef } | undefined {
  const { qualified, definition } = lead.cycle;
  if (qualified !== 'import' || definition !== null) return undefined;
  return { definition: refOf(context.definitions.inForceAt(context.now)) };
}

function countsAsContact(command: RecordContact, lead: KnownLead, context: LeadContext): boolean {
  const { firstContact } = judging(lead, context).content.slas.policies;
  return command.outcome === 'connected' || !firstContact.mustBeConnected;
}

const unassessed = {
  budget: 'unknown',
  authority: 'unknown',
  need: 'unknown',
  timing: 'unknown',
} as const;
