import {
  type ImportHistory,
  isOpen,
  type LeadCommandOf,
  openStages,
  type Stage,
  toleranceMs,
} from '@tasuki/lead';
import { type PlainCapture } from '@tasuki/lead-service';
import { type ActivityMapping, type LeadMapping, type Mapping, type StageMapping } from './mapping';
import { type Row, RowProblem } from './row';
import { type Value } from './value';

/** What is written for one row: a capture, its activities, and at most one history. */
export interface RowPlan {
  readonly externalId: string;
  readonly capture: PlainCapture & { readonly occurredAt: string };
  readonly activities: readonly LeadCommandOf<'RecordActivity'>[];
  readonly history?: ImportHistory;
  /** Where the lead stands after the row. */
  readonly stage: Stage;
}

/**
 * @param now what lies more than the usual tolerance after it has not happened
 * @throws RowProblem when the row cannot be imported as the mapping says
 */
export function planRow(mapping: Mapping, row: Row, now: string): RowPlan {
  assertWanted(mapping, row);
  const externalId = mapping.externalId.demand(row);
  const happened = (field: string, instant: string) => assertPast(field, instant, now);
  const { lead, system } = mapping;
  const occurredAt = happened('lead.occurredAt', lead.occurredAt.demand(row));
  const activities = mapping.activities.flatMap((activity, index) =>
    plannedActivity(activity, row, (at) => happened(`activities[${index}].occurredAt`, at)),
  );
  const stage = mapping.stage?.reached.demand(row) ?? 'nurturing';
  const history =
    stage === 'nurturing' ? undefined : plannedHistory(mapping.stage!, stage, row, happened);
  if (history !== undefined) warnOfDisorder(history, occurredAt, row);
  return {
    externalId,
    capture: {
      type: 'CaptureLead',
      by: 'import',
      source: { ...stated(lead.source, row), external: { system, id: externalId } },
      ...partOf(lead, 'person', row),
      ...partOf(lead, 'company', row),
      consents: [],
      occurredAt,
    },
    activities,
    ...(history && { history }),
    stage,
  };
}

function assertWanted({ require, skip }: Mapping, row: Row): void {
  for (const value of require) value.demand(row);
  for (const { column, is } of skip) {
    if (is.includes(row.cell(column))) {
      throw new RowProblem(`skipped by the mapping: ${column.column} is ${is.join(' or ')}`);
    }
  }
}

function assertPast(field: string, instant: string, now: string): string {
  if (Date.parse(instant) <= Date.parse(now) + toleranceMs) return instant;
  throw new RowProblem(`${field} lies in the future`);
}

type Part = Readonly<Record<string, Value<unknown> | undefined>>;
type Stated<P extends Part> = {
  readonly [K in keyof P]?: P[K] extends Value<infer T> | undefined ? T : never;
};

/** Of the mapped fields those that the row states. */
function stated<P extends object>(part: P | undefined, row: Row): Stated<P & Part> {
  const read = Object.entries((part ?? {}) as Part).map(([key, value]) => [key, value?.read(row)]);
  return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as Stated<P & Part>;
}

function partOf<K extends 'person' | 'company'>(lead: LeadMapping, key: K, row: Row) {
  const part = stated<object>(lead[key], row);
  return (Object.keys(part).length === 0 ? {} : { [key]: part }) as Pick<PlainCapture, K>;
}

function plannedActivity(
  { type, when, occurredAt, ...rest }: ActivityMapping,
  row: Row,
  happened: (instant: string) => string,
): LeadCommandOf<'RecordActivity'>[] {
  if (when !== undefined && when.read(row) === undefined) return [];
  const activityType = type.read(row);
  const instant = occurredAt.read(row);
  if (activityType === undefined || instant === undefined) return [];
  return [
    {
      type: 'RecordActivity',
      by: 'import',
      activityType,
      ...stated(rest, row),
      occurredAt: happened(instant),
    },
  ];
}

function plannedHistory(
  { reachedAt, owner, deal }: StageMapping,
  target: ImportHistory['target'],
  row: Row,
  happened: (field: string, instant: string) => string,
): ImportHistory {
  const way = wayTo(target);
  const dates = way.flatMap((stage) => {
    const instant = reachedAt.get(stage)?.read(row);
    return instant === undefined ? [] : [[stage, happened(`stage.reachedAt.${stage}`, instant)]];
  });
  const accepter = way.includes('accepted') ? owner?.read(row) : undefined;
  const closing = isOpen(target) ? {} : closingOf(target, deal, row);
  return {
    type: 'ImportHistory',
    target,
    reachedAt: Object.fromEntries(dates) as ImportHistory['reachedAt'],
    ...(accepter !== undefined && { owner: accepter }),
    ...(Object.keys(closing).length > 0 && { deal: closing }),
  };
}

/** Only what an event of that stage holds is read: what stands beside it may be anything. */
function closingOf(
  target: Stage,
  deal: StageMapping['deal'],
  row: Row,
): ImportHistory['deal'] & {} {
  const { amount, currency, closedOn, product, reason } = deal ?? {};
  if (target === 'disqualified') return stated({ reason }, row);
  if (target === 'lost') return stated({ closedOn, product, reason }, row);
  const worth = amount?.read(row);
  return {
    ...stated({ closedOn, product }, row),
    ...(worth !== undefined && { value: { amount: worth, currency: currency!.demand(row) } }),
  };
}

/** The stages that the shortest legal path passes, the target last. */
function wayTo(target: ImportHistory['target']): readonly Stage[] {
  if (target === 'disqualified') return [target];
  const steps = openStages.slice(1);
  return isOpen(target) ? steps.slice(0, openStages.indexOf(target)) : [...steps, target];
}

const disorder = 'dates out of order';

/** Kept as the file states it: it is the file's history, not ours. */
function warnOfDisorder(history: ImportHistory, leadSince: string, row: Row): void {
  const dated = Object.entries(history.reachedAt) as [Stage, string][];
  const early = dated.find(([, at]) => Date.parse(at) < Date.parse(leadSince));
  if (early !== undefined) {
    row.warn(disorder, `${early[0]} (${early[1]}) is dated before the lead itself (${leadSince})`);
    return;
  }
  const [after, before] = dated.flatMap((step, index) =>
    index > 0 && Date.parse(step[1]) < Date.parse(dated[index - 1]![1])
      ? [step, dated[index - 1]!]
      : [],
  );
  if (after && before)
    row.warn(disorder, `${after[0]} (${after[1]}) is dated before ${before[0]} (${before[1]})`);
}
