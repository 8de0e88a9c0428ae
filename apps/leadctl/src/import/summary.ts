import { type Stage, stages } from '@tasuki/lead';
import { type RowNote } from './report';

/** What an import has done so far. */
export interface Summary {
  readonly rows: number;
  readonly leadsNew: number;
  readonly leadsKnown: number;
  readonly byStage: Readonly<Partial<Record<Stage, number>>>;
  /** By kind. */
  readonly warnings: Readonly<Record<string, number>>;
  readonly rejected: number;
}

export const nothingYet: Summary = {
  rows: 0,
  leadsNew: 0,
  leadsKnown: 0,
  byStage: {},
  warnings: {},
  rejected: 0,
};

export interface CountedRow {
  /** Of a row that was not rejected. */
  readonly lead?: { readonly stage: Stage; readonly known: boolean };
  readonly notes: readonly RowNote[];
}

export function counted(sum: Summary, { lead, notes }: CountedRow): Summary {
  const { byStage } = sum;
  return {
    rows: sum.rows + 1,
    leadsNew: sum.leadsNew + (lead?.known === false ? 1 : 0),
    leadsKnown: sum.leadsKnown + (lead?.known ? 1 : 0),
    byStage: lead ? { ...byStage, [lead.stage]: (byStage[lead.stage] ?? 0) + 1 } : byStage,
    warnings: notes.reduce(withWarning, sum.warnings),
    rejected: sum.rejected + (lead ? 0 : 1),
  };
}

function withWarning(sum: Summary['warnings'], note: RowNote): Summary['warnings'] {
  return note.severity === 'warning' ? { ...sum, [note.kind]: (sum[note.kind] ?? 0) + 1 } : sum;
}

export function warningsOf({ warnings }: Summary): number {
  return Object.values(warnings).reduce((sum, count) => sum + count, 0);
}

/** As lines of names and figures. */
export function summaryLines(sum: Summary, isDryRun: boolean): readonly string[] {
  const figures: (readonly [string, number])[] = [
    ['rows read', sum.rows],
    ...(isDryRun
      ? [['leads that would be written', sum.leadsNew] as const]
      : [['leads new', sum.leadsNew] as const, ['leads already known', sum.leadsKnown] as const]),
    ...stages.flatMap((stage) => {
      const count = sum.byStage[stage];
      return count === undefined ? [] : [[`  in ${stage}`, count] as const];
    }),
    ['warnings', warningsOf(sum)],
    ...Object.entries(sum.warnings)
      .sort(([, one], [, other]) => other - one)
      .map(([kind, count]) => [`  “${kind}”`, count] as const),
    ['rows rejected', sum.rejected],
  ];
  const width = Math.max(...figures.map(([name]) => name.length));
  return figures.map(
    ([name, count]) => `  ${name.padEnd(width)}  ${withCommas(count).padStart(11)}`,
  );
}

export function withCommas(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}
