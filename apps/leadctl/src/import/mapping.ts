import { type Seniority, type Stage } from '@tasuki/lead';
import { type ColumnRef } from './row';
import { type CsvFormat } from './table';
import { type ColumnUse, type Value } from './value';

/** How the rows of a file become leads; what a mapping file says once it is read. */
export interface Mapping {
  /** The system that the file comes from; with `externalId` it names a lead for good. */
  readonly system: string;
  readonly externalId: Value<string>;
  readonly csv: CsvFormat;
  readonly joins: readonly Join[];
  /** Rows that do not state these are rejected. */
  readonly require: readonly Value<string>[];
  readonly skip: readonly SkipRule[];
  readonly lead: LeadMapping;
  readonly activities: readonly ActivityMapping[];
  readonly stage?: StageMapping;
  /** Every column that the mapping names. */
  readonly columns: readonly ColumnUse[];
}

/** Another file whose row with the same key belongs to a row. */
export interface Join {
  readonly name: string;
  readonly file: string;
  /** The column of the joined file. */
  readonly key: string;
  /** The column that states the key: of the file itself, or of a join before this one. */
  readonly on: ColumnRef;
  /** The key as the joined file spells it, by how the column does; `null` is not stated. */
  readonly values?: ReadonlyMap<string, string | null>;
  /** Texts of the column that state no key. */
  readonly nulls: ReadonlySet<string>;
  /** What a row is warned of whose key the joined file does not have. */
  readonly warnIfMissing?: string;
}

/** A row is rejected if its column states one of these texts. */
export interface SkipRule {
  readonly column: ColumnRef;
  readonly is: readonly string[];
}

type Optional<T> = { readonly [K in keyof T]?: Value<T[K]> | undefined };

export interface LeadMapping {
  readonly occurredAt: Value<string>;
  readonly source?: Optional<{ channel: string; campaign: string; form: string }>;
  readonly person?: Optional<{
    name: string;
    email: string;
    phone: string;
    role: string;
    seniority: Seniority;
  }>;
  readonly company?: Optional<{
    name: string;
    industry: string;
    employees: number;
    region: string;
    website: string;
  }>;
}

/** Recorded if its type and its date are stated, and the column `when`, if there is one. */
export interface ActivityMapping {
  readonly type: Value<string>;
  readonly when?: Value<string>;
  readonly asset?: Value<string>;
  readonly source?: Value<string>;
  readonly occurredAt: Value<string>;
}

export interface StageMapping {
  readonly reached: Value<Stage>;
  readonly reachedAt: ReadonlyMap<Stage, Value<string>>;
  readonly owner?: Value<string>;
  readonly deal?: Optional<{
    amount: string;
    currency: string;
    closedOn: string;
    product: string;
    reason: string;
  }>;
}
