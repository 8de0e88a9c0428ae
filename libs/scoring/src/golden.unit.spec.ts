import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Definition,
  DefinitionContent,
  type Icp,
  refOf,
  type ScoringRules,
  versionZero,
} from '@tasuki/definition';
import { type Adjustment, type Contribution, type LeadEvent, type Seniority } from '@tasuki/lead';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';
import {
  activity,
  agreed,
  asOf,
  captured,
  idOf,
  profileChanged,
  recycled,
  retracted,
  scored,
} from '../testing/story';

interface Profile {
  industry?: string;
  employees?: number;
  seniority?: Seniority;
  role?: string;
  region?: string;
  channel?: string;
}

type Told =
  | { captured: Profile }
  | { profile: { seniority: null } }
  | { activity: string; asset?: string; at: string; by?: 'import' }
  | { retracted: number }
  | { recycled: number };

interface GoldenLead {
  lead: string;
  definition: string;
  behaviourOf?: ScoringRules['behaviour'];
  history: Record<number, Told>;
  behaviour: number;
  attribute: number;
  total: number;
  lines: (Pick<Contribution, 'rule' | 'seen' | 'counted' | 'raw' | 'points' | 'remark'> & {
    causes?: number[];
  })[];
  adjustments?: Adjustment[];
  unscored?: Record<string, number>;
  unknown?: string[];
}

interface Golden {
  definitions: Record<string, { icp: Icp; scoring: ScoringRules }>;
  leads: GoldenLead[];
}

const file = join(__dirname, 'golden', 'twelve-leads.yaml');
const golden = parse(readFileSync(file, 'utf8')) as Golden;

function definitionOf({ definition, behaviourOf }: GoldenLead): Definition {
  if (definition === 'default') return versionZero;
  const { icp, scoring } = golden.definitions[definition]!;
  return agreed({ ...scoring, behaviour: behaviourOf ?? scoring.behaviour }, icp);
}

function eventOf(told: Told): LeadEvent {
  if ('captured' in told) {
    const { industry, employees, region, seniority, role, channel } = told.captured;
    return captured({
      source: { channel },
      person: { seniority, role },
      company: { industry, employees, region },
    });
  }
  if ('profile' in told) return profileChanged({ person: told.profile });
  if ('retracted' in told) return retracted(told.retracted);
  if ('recycled' in told) return recycled(told.recycled);
  const happened = activity(told.activity, told.at, told.asset);
  return told.by
    ? ({ ...happened, data: { ...happened.data, by: told.by } } as LeadEvent)
    : happened;
}

describe('the score reckoned by hand of', () => {
  it.each(golden.leads)('$lead', (given) => {
    const agreement = definitionOf(given);
    const behaviourRules = agreement.content.scoring.behaviourRules.map(({ id }) => id);
    const history = Object.values(given.history).map(eventOf);
    expect(scored(agreement, ...history)).toEqual({
      fact: history.length,
      asOf,
      definition: refOf(agreement),
      behaviour: given.behaviour,
      attribute: given.attribute,
      total: given.total,
      contributions: given.lines.map(({ causes = [], ...line }) => ({
        ...line,
        kind: behaviourRules.includes(line.rule) ? 'behaviour' : 'attribute',
        causes: causes.map(idOf),
        moreCauses: 0,
      })),
      adjustments: given.adjustments ?? [],
      unscored: Object.entries(given.unscored ?? {}).map(([activityType, seen]) => ({
        activityType,
        seen,
      })),
      unknown: given.unknown ?? [],
    });
  });
});

describe('the golden file', () => {
  it('tells of twelve leads', () => {
    expect(golden.leads).toHaveLength(12);
  });

  it.each(golden.leads)('adds up in itself: $lead', ({ lines, adjustments = [], ...given }) => {
    const added = adjustments.map((line) => (line.kind === 'floor' ? line.added : 0));
    const all = [...lines.map(({ points }) => points), ...added];
    expect(all.reduce((sum, points) => sum + points, 0)).toBeCloseTo(given.total, 6);
  });

  it.each(golden.leads)('uses definitions that could be signed: $lead', (given) => {
    const { content } = definitionOf(given);
    expect([...Compile(DefinitionContent).Errors(content)]).toEqual([]);
  });
});
