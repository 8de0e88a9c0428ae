import { reasonOf, StartupError } from '@tasuki/platform';
import { open } from 'node:fs/promises';
import { type Warning } from './row';

/**
 * What people should know about a row; names fields and columns, never personal data. A rejected
 * row was not written, or not all of it; a row with a warning was.
 */
export type RowNote =
  | { readonly severity: 'rejected'; readonly reason: string }
  | ({ readonly severity: 'warning' } & Warning);

export interface ReportEntry {
  readonly severity: RowNote['severity'];
  readonly reason: string;
  /** On which the row begins in its file. */
  readonly line: number;
  /** Empty when the row states none. */
  readonly externalId: string;
}

export interface Report {
  add(entry: ReportEntry): void;
  /** Writes what was added. @returns the length of the file, to go on from after an interruption */
  save(): Promise<number>;
  close(): Promise<void>;
}

const header = 'line,severity,reason,external_id\n';

/**
 * @param keep how much of a file that is there to go on from; it begins anew when left out
 * @throws StartupError when the file cannot be written
 */
export async function openReport(path: string, keep = 0): Promise<Report> {
  const file = await open(path, keep > 0 ? 'r+' : 'w').catch((error: unknown) => {
    throw new StartupError(
      `The report ${path} cannot be written (${reasonOf(error)}); choose another file with --report.`,
    );
  });
  await file.truncate(keep);
  let length = keep;
  let waiting = keep > 0 ? '' : header;
  return {
    add({ line, severity, reason, externalId }) {
      waiting += `${[String(line), severity, reason, externalId].map(quoted).join(',')}\n`;
    },
    async save() {
      const bytes = Buffer.from(waiting);
      waiting = '';
      if (bytes.length > 0) await file.write(bytes, 0, bytes.length, length);
      length += bytes.length;
      return length;
    },
    close: () => file.close(),
  };
}

/** A cell that a spreadsheet would take for a formula gets an apostrophe before it. */
function quoted(text: string): string {
  const cell = /^[=+@-]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
