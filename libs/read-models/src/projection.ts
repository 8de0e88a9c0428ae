import { type EventFilter, type RecordedEvent } from '@tasuki/event-store';

/** A column beside the document, for queries: its SQL type, and its value in a document. */
export interface Column<D> {
  readonly type: string;
  readonly value: (document: D) => unknown;
}

/**
 * A read model: documents folded from the log, one row each. Rows are functions of events alone:
 * no clock, no serial numbers; so a rebuild gives the same rows.
 */
export interface Projection<D> {
  readonly name: string;
  /** Raised when `evolve` or the table changes: a new table is built beside the old one. */
  readonly version: number;
  readonly filter: EventFilter;
  /** The document that an event belongs to. */
  readonly key: (event: RecordedEvent) => string;
  readonly evolve: (document: D | undefined, event: RecordedEvent) => D;
  /**
   * `per_stream`: one document per stream. It sees every event of it, and versions must be dense;
   * where the filter names types it sees these, and versions must rise.
   * `per_event`: one document per event, written once.
   */
  readonly documents: 'per_stream' | 'per_event';
  /**
   * Which rows are seen by those who follow the read model live: a change of one that is, or was, is
   * noted for them. None when left out.
   */
  readonly isSeen?: (document: D) => boolean;
  readonly columns: Readonly<Record<string, Column<D>>>;
  /** `create index` statements on the table. */
  readonly indexes: (table: string) => readonly string[];
}

/** The table that queries read; also the name under which its checkpoint is kept. */
export function tableOf({ name, version }: Pick<Projection<never>, 'name' | 'version'>): string {
  return `${name}_v${version}`;
}
