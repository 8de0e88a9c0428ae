import { type Handoff, type RoutingAttributes, type AssignByRule, waitsFor } from '@tasuki/lead';
import { type AssignmentRule } from './assignment-rule';
import { type PeopleBook } from './people-file';
import { type Person } from './person';
import { capacityOf, type Turns } from './turns';

/** A lead that was handed over and that nobody has. */
export interface HandedOver extends RoutingAttributes {
  readonly handoff: Handoff;
  /** Who of inside sales had it last in this cycle. */
  readonly former?: string;
}

export interface Choice {
  readonly command: AssignByRule;
  /** The lead was not assigned after all: the turn is given to the next one. */
  readonly takeBack: () => void;
}

/**
 * Who gets the lead, by the first rule that takes it and has somebody with capacity.
 * @returns `undefined` when there is no such rule: the lead waits to be claimed
 */
export function choose(
  lead: HandedOver,
  { people, rules }: PeopleBook,
  turns: Turns,
): Choice | undefined {
  for (const rule of rules) {
    const matched = matchOf(rule, lead);
    if (matched === undefined) continue;
    const candidates = people.filter((person) => isCandidate(person, rule, lead));
    if (candidates.length === 0) continue;
    const why = { type: 'AssignByRule', rule: rule.rule, handoff: rule.handoff, matched } as const;
    if (rule.to === 'former') {
      return { command: { ...why, assignee: candidates[0]!.subject }, takeBack: () => undefined };
    }
    const { subject, takeBack } = turns.next(rule.rule, candidates);
    const { capacity } = candidates.find((one) => one.subject === subject)!;
    const turn = { capacity, of: capacityOf(candidates), people: candidates.length };
    return { command: { ...why, assignee: subject, turn }, takeBack };
  }
  return undefined;
}

/** What of the lead the rule asked for; `undefined` when it is not what it asked for. */
function matchOf(
  { handoff, asks }: AssignmentRule,
  lead: HandedOver,
): RoutingAttributes | undefined {
  if (handoff !== lead.handoff) return undefined;
  const matched: [string, string][] = [];
  for (const [attribute, values] of Object.entries(asks)) {
    const value = lead[attribute as keyof RoutingAttributes];
    if (value === undefined || !values.includes(value)) return undefined;
    matched.push([attribute, value]);
  }
  return Object.fromEntries(matched);
}

function isCandidate(
  { subject, department, capacity }: Person,
  { to, handoff }: AssignmentRule,
  { former }: HandedOver,
): boolean {
  if (capacity === 0 || department !== waitsFor[handoff].department) return false;
  if (to === 'department') return true;
  return to === 'former' ? subject === former : to.includes(subject);
}
