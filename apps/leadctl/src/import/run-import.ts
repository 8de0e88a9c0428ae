import { Refusal } from '@tasuki/domain';
import { beginning, type Position, UnreadableEvent } from '@tasuki/event-store';
import { type LeadService } from '@tasuki/lead-service';
import { type Clock, randomId } from '@tasuki/platform';
import { inOrder, oneAfterTheOther } from './in-order';
import { type JoinedFile } from './join';
import { type Mapping } from './mapping';
import { patiently } from './patience';
import { planRow, type RowPlan } from './plan';
import { type Progress, type ProgressFile } from './progress';
import { type Report, type RowNote } from './report';
import { RowProblem, type Warning } from './row';
import { type SourceRow, sourceRows } from './source-rows';
import { type CountedRow, counted, nothingYet, type Summary } from './summary';
import { type Table } from './table';
import { writeRow } from './write-row';

export interface ImportJob {
  readonly mapping: Mapping;
  readonly table: Table;
  readonly joins: readonly JoinedFile[];
  readonly report: Report;
  readonly clock: Clock;
  /** Rows under way at once. */
  readonly concurrency: number;
  /** What an interrupted run had done. */
  readonly before?: Progress | undefined;
  /** Where it is written; nothing is in a dry run. */
  readonly target?: { readonly leads: LeadService; readonly progress: ProgressFile } | undefined;
  /** Ends the import after the rows under way. */
  readonly signal?: AbortSignal;
  readonly onRow?: () => void;
}

interface HandledRow extends CountedRow {
  readonly line: number;
  readonly externalId: string;
  readonly position: Position;
}

const saveEveryMs = 1_000;

/**
 * Imports row by row, so many at once, and notes what was handled in the order of the file: what
 * the progress file says is done is done.
 */
export async function runImport(job: ImportJob): Promise<Summary> {
  const { report, target, before } = job;
  let { line, position, summary } = before ?? { line: 0, position: beginning, summary: nothingYet };
  let savedAt = Date.now();

  async function save(): Promise<void> {
    const reportLength = await report.save();
    await target?.progress.save({ line, position, reportLength, summary });
    savedAt = Date.now();
  }

  const handle = rowHandler(job);
  try {
    for await (const row of inOrder(unhandled(job, line), job.concurrency, handle)) {
      const { externalId, notes } = row;
      for (const note of notes) report.add({ line: row.line, externalId, ...note });
      summary = counted(summary, row);
      line = row.line;
      if (row.position > position) position = row.position;
      job.onRow?.();
      if (Date.now() - savedAt > saveEveryMs) await save();
    }
  } finally {
    await save();
  }
  if (!job.signal?.aborted) await target?.progress.remove();
  return summary;
}

async function* unhandled(job: ImportJob, line: number): AsyncGenerator<SourceRow> {
  for await (const row of sourceRows(job.table, job.joins)) {
    if (job.signal?.aborted) return;
    if (row.line > line) yield row;
  }
}

function rowHandler(job: ImportJob): (row: SourceRow) => Promise<HandledRow> {
  const correlationId = randomId();
  const inTurn = oneAfterTheOther();

  async function write(plan: RowPlan): Promise<Pick<HandledRow, 'lead' | 'position' | 'notes'>> {
    const { target } = job;
    const lead = { stage: plan.stage, known: false };
    if (target === undefined) return { lead, position: beginning, notes: [] };
    const { isNew, ...written } = await patiently(() =>
      writeRow(target.leads, plan, correlationId),
    );
    const isWhole = written.notes.every(({ severity }) => severity === 'warning');
    return { ...written, ...(isWhole && { lead: { ...lead, known: !isNew } }) };
  }

  return async (row) => {
    const { line } = row;
    const rejected = (reason: string, externalId: string, warnings: readonly Warning[] = []) => ({
      line,
      externalId,
      position: beginning,
      notes: [...warnings.map(noted), { severity: 'rejected', reason } as const],
    });
    if ('problem' in row) return rejected(row.problem, '');
    let externalId = '';
    try {
      externalId = job.mapping.externalId.read(row) ?? '';
      const plan = planRow(job.mapping, row, job.clock.now());
      const { notes, ...written } = await inTurn(identitiesOf(plan), () => write(plan));
      return { line, externalId, ...written, notes: [...row.warnings.map(noted), ...notes] };
    } catch (error) {
      const reason = rejection(error);
      if (reason === undefined) throw error;
      return rejected(reason, externalId, row.warnings);
    }
  };
}

/** Why this row alone is not imported; `undefined` for what stops them all. */
function rejection(error: unknown): string | undefined {
  if (error instanceof RowProblem) return error.message;
  if (error instanceof Refusal) return `${error.code}: ${error.message}`;
  if (error instanceof UnreadableEvent) {
    return `stream_unreadable: this release cannot read an event of the lead (${error.message})`;
  }
  return undefined;
}

function noted(warning: Warning): RowNote {
  return { severity: 'warning', ...warning };
}

/** Rows about one person are written in the order of the file. */
function identitiesOf({ externalId, capture }: RowPlan): readonly string[] {
  const email = capture.person?.email;
  return [`external ${externalId}`, ...(email ? [`email ${email.toLowerCase()}`] : [])];
}
