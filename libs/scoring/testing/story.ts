import {
  type AttributeRule,
  type BehaviourRule,
  type Definition,
  type DefinitionContent,
  type ScoringRules,
  versionZero,
} from '@tasuki/definition';
import { type LeadEvent, type LeadEventOf, type RecordedLeadEvent, type Score } from '@tasuki/lead';
import { addFact, type Facts, noFacts } from '../src/facts';
import { score } from '../src/score';

/** The instant at which these stories are scored. */
export const asOf = '2026-04-01T00:00:00.000Z';

export function daysBefore(days: number): string {
  return new Date(Date.parse(asOf) - Math.round(days * 86_400_000)).toISOString();
}

export function idOf(version: number): string {
  return `00000000-0000-4000-8000-${String(version).padStart(12, '0')}`;
}

/** Events as a stream has them; `occurredAt` is the time that matters, so all are recorded at once. */
export function recorded(events: readonly LeadEvent[]): RecordedLeadEvent[] {
  return events.map((event, index) => ({
    ...event,
    id: idOf(index + 1),
    version: index + 1,
    recordedAt: asOf,
  }));
}

type Captured = LeadEventOf<'LeadCaptured'>['data'];

export function captured(data: Partial<Captured> = {}): LeadEvent {
  const rest = { source: {}, consents: [], identities: [], occurredAt: asOf };
  return { type: 'LeadCaptured', data: { ...rest, ...data } };
}

type Changed = LeadEventOf<'LeadProfileChanged'>['data'];

export function profileChanged(data: Pick<Changed, 'person' | 'company'>): LeadEvent {
  return {
    type: 'LeadProfileChanged',
    data: { ...data, from: 'form', identitiesSet: [], identitiesDropped: [] },
  };
}

export function activity(activityType: string, occurredAt = asOf, asset?: string): LeadEvent {
  return {
    type: 'LeadActivityRecorded',
    data: { activityType, occurredAt, ...(asset !== undefined && { asset }) },
  };
}

export function retracted(version: number): LeadEvent {
  return { type: 'LeadActivityRetracted', data: { eventId: idOf(version), reason: 'spam' } };
}

export function recycled(cycle: number): LeadEvent {
  return { type: 'LeadRecycled', data: { cycle, reason: 'not_now' } };
}

export function reopened(cycle: number): LeadEvent {
  return { type: 'LeadReopened', data: { cycle, reason: 'came_back' } };
}

export function factsOf(events: readonly LeadEvent[]): Facts {
  return recorded(events).reduce(addFact, noFacts);
}

export function behaviourRule(rule: Partial<BehaviourRule> & { id: string }): BehaviourRule {
  return {
    activityType: rule.id,
    points: 10,
    frequency: { kind: 'every' },
    decay: { kind: 'none' },
    group: null,
    ...rule,
  };
}

export function attributeRule(
  id: string,
  test: AttributeRule['test'],
  points: number,
  group: string | null = null,
): AttributeRule {
  return { id, test, points, group };
}

/** Version 0 with these scoring rules and no others. */
export function agreed(
  rules: Partial<ScoringRules>,
  icp: Partial<DefinitionContent['icp']> = {},
): Definition {
  const { content } = versionZero;
  const none = { behaviourRules: [], attributeRules: [], groupCaps: [], totalCap: null };
  return {
    version: 1,
    hash: 'a'.repeat(64),
    provisional: false,
    content: {
      ...content,
      icp: { ...content.icp, ...icp },
      scoring: { behaviour: 'cycle', ...none, ...rules },
    },
  };
}

/** The score, under the definition, of a lead to whom this happened. */
export function scored(definition: Definition, ...events: readonly LeadEvent[]): Score {
  return score(definition, factsOf(events), {
    version: Math.max(1, events.length),
    recordedAt: asOf,
  });
}

/** The points of each rule that has a line. */
export function pointsOf({ contributions }: Score): Record<string, number> {
  return Object.fromEntries(contributions.map(({ rule, points }) => [rule, points]));
}
