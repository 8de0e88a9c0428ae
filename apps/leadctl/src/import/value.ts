import { StartupError } from '@tasuki/platform';
import { columnRef, type ColumnRef, nameOf, type Row, RowProblem } from './row';
import {
  anything,
  below,
  fields,
  listOf,
  name,
  optional,
  type Reader,
  recordOf,
  refuseMapping,
  text,
  textOrNull,
} from './yaml';

/** One field of a mapping: where it comes from in a row, and how it is read. */
export interface Value<T> {
  /** `undefined`: the row does not state it. @throws RowProblem */
  read(row: Row): T | undefined;
  /** The same, for a field without which there is no row. @throws RowProblem */
  demand(row: Row): T;
}

/** Said about the cell at hand by whoever reads it. */
export interface CellNotes {
  readonly fail: (problem: string) => never;
  readonly warn: (kind: string, problem: string) => void;
}

export interface ReadingPlace {
  /** IANA zone of dates without an offset. */
  readonly zone: string;
  /** In the mapping. */
  readonly path: string;
  /** Whether the text stands in the mapping itself. */
  readonly isConstant?: boolean;
}

type Options = Readonly<Record<string, Reader<unknown>>>;
type Read<O extends Options> = { readonly [K in keyof O]: ReturnType<O[K]> };

/** Reads the text of a cell; `undefined` is "not stated". */
type Reading<T> = (text: string, notes: CellNotes) => T | undefined;

/** A kind of field: its own options in the mapping, and how its text is read by them. */
export interface Kind<T> {
  readonly options: Options;
  reading(options: Readonly<Record<string, unknown>>, place: ReadingPlace): Reading<T>;
}

export function kindOf<T, O extends Options>(
  options: O,
  reading: (options: Read<O>, place: ReadingPlace) => Reading<T>,
): Kind<T> {
  return { options, reading: reading };
}

/** What the fields of one mapping have in common; gathers the columns that they name. */
export interface Surroundings {
  readonly zone: string;
  /** Texts that mean "not stated". */
  readonly nulls: readonly string[];
  readonly joins: readonly string[];
  readonly columns: ColumnUse[];
}

export interface ColumnUse {
  /** In the mapping. */
  readonly path: string;
  readonly ref: ColumnRef;
}

/** As a fallback: the row is rejected, in the mapping's own words. */
const skipTheRow = 'skip the row';

const common = {
  column: optional(name),
  constant: optional(text),
  nulls: optional(listOf(text)),
  values: optional(recordOf(textOrNull)),
  stated: optional(text),
  /** What a row that does not state it is warned of; it is imported all the same. */
  warnIfMissing: optional(name),
  fallback: anything,
};
type Spec = Read<typeof common>;

/**
 * A field's place in the mapping: a column's name, or a section with `column` or `constant` and how
 * to read it. First the texts that mean "not stated", then `values`, `stated`, the kind; where all
 * that states nothing, `warnIfMissing` and `fallback`.
 */
export function valueOf<T>(kind: Kind<T>, around: Surroundings): Reader<Value<T>> {
  const section: Reader<Spec> = fields({ ...common, ...kind.options });

  function read(given: unknown, path: string): Value<T> {
    const spec = section(typeof given === 'string' ? { column: given } : given, path);
    const { column, constant, fallback } = spec;
    if (constant !== undefined && column === undefined) return constantValue(constant, spec, path);
    if (column === undefined || constant !== undefined) {
      refuseMapping(path, 'must state either a column or a constant');
    }
    const ref = columnRef(column, around.joins);
    around.columns.push({ path, ref });
    const otherwise =
      fallback === undefined || fallback === skipTheRow
        ? fallback
        : read(fallback, below(path, 'fallback'));
    return columnValue(ref, spec, path, otherwise);
  }

  function constantValue(constant: string, spec: Spec, path: string): Value<T> {
    const fail = (problem: string) => refuseMapping(`${path}.constant`, problem);
    const reading = kind.reading(spec, { zone: around.zone, path, isConstant: true });
    const value =
      reading(constant, { fail, warn: (_, problem) => fail(problem) }) ?? fail('states nothing');
    return { read: () => value, demand: () => value };
  }

  function columnValue(
    ref: ColumnRef,
    spec: Spec,
    path: string,
    otherwise: Value<T> | typeof skipTheRow | undefined,
  ): Value<T> {
    const reading = kind.reading(spec, { zone: around.zone, path });
    const { values, stated, warnIfMissing } = spec;
    const nulls = new Set(['', ...(spec.nulls ?? around.nulls)]);
    const about = `${path.slice(path.indexOf(': ') + 2)}: column ${nameOf(ref)}`;

    function statedIn(row: Row): T | undefined {
      const cell = row.cell(ref);
      if (nulls.has(cell)) return undefined;
      const mapped = values?.get(cell);
      if (mapped === null) return undefined;
      return reading(stated ?? mapped ?? cell, {
        fail: (problem) => {
          throw new RowProblem(`${about} ${problem}`);
        },
        warn: (kind, problem) => row.warn(kind, `column ${nameOf(ref)} ${problem}`),
      });
    }

    function read(row: Row): T | undefined {
      const found = statedIn(row);
      if (found !== undefined) return found;
      if (warnIfMissing !== undefined) {
        row.warn(warnIfMissing, `${warnIfMissing}: column ${nameOf(ref)} is not stated`);
      }
      if (otherwise === undefined) return undefined;
      if (otherwise === skipTheRow) throw new RowProblem(`${about} is not stated`);
      return otherwise.read(row);
    }

    function demand(row: Row): T {
      const found = read(row);
      if (found === undefined) throw new RowProblem(`${about} is not stated`);
      return found;
    }

    return { read, demand };
  }

  return read;
}

/** @throws StartupError naming the place in the mapping whose column the file does not have */
export function assertColumn(
  { path, ref }: ColumnUse,
  columns: ReadonlyMap<string, number>,
  file: string,
): void {
  if (columns.has(ref.column)) return;
  throw new StartupError(
    `${path} names the column ${nameOf(ref)}, which ${file} does not have; it has ${[...columns.keys()].join(', ')}.`,
  );
}
