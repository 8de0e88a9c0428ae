import { Slug } from '@tasuki/domain';
import { reasonOf } from '@tasuki/platform';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';
import * as kinds from './kinds';
import { type Join, type Mapping, type SkipRule } from './mapping';
import { activityMapping, leadMapping, stageMapping } from './mapping-sections';
import { columnRef, type ColumnRef } from './row';
import { type Surroundings, valueOf } from './value';
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

const slugCheck = Compile(Slug);

const slugName: Reader<string> = (given, path) => {
  const read = name(given, path);
  return slugCheck.Check(read)
    ? read
    : refuseMapping(path, 'must be a slug of a-z, 0-9, _, . and -');
};

const oneSign: Reader<string> = (given, path) => {
  const read = text(given, path);
  return read.length === 1 && !/["\r\n]/.test(read)
    ? read
    : refuseMapping(path, 'must be one sign such as , or ; ("\\t" for a tab)');
};

const encodingName: Reader<string> = (given, path) => {
  try {
    return new TextDecoder(name(given, path)).encoding;
  } catch {
    return refuseMapping(
      path,
      'is no encoding; known are utf-8, windows-1252, shift_jis and the like',
    );
  }
};

const zoneName: Reader<string> = (given, path) => {
  const read = name(given, path);
  try {
    return Temporal.Now.zonedDateTimeISO(read).timeZoneId;
  } catch {
    return refuseMapping(path, 'must be an IANA time zone such as Asia/Tokyo');
  }
};

const saidJoin = fields({
  file: name,
  key: name,
  on: name,
  nulls: optional(listOf(text)),
  values: optional(recordOf(textOrNull)),
  warnIfMissing: optional(name),
});
type SaidJoin = ReturnType<typeof saidJoin>;

const top = fields({
  system: slugName,
  externalId: anything,
  timezone: zoneName,
  csv: optional(fields({ delimiter: optional(oneSign), encoding: optional(encodingName) })),
  nulls: optional(listOf(text)),
  join: optional(recordOf(saidJoin)),
  require: optional(listOf(anything)),
  skip: optional(listOf(anything)),
  lead: anything,
  activities: optional(listOf(anything)),
  stage: anything,
});

/**
 * @param file its name, for what there is to complain about
 * @throws StartupError that names the place in the mapping, the problem and what is allowed
 */
export function readMapping(yaml: string, file: string): Mapping {
  const path = `${file}:`;
  const at = (key: string) => below(path, key);
  const said = top(parsed(yaml, path), path);
  const { system, timezone, csv, nulls = [], join = new Map<string, SaidJoin>() } = said;
  const around: Surroundings = { zone: timezone, nulls, joins: [...join.keys()], columns: [] };
  const each = <T>(key: 'require' | 'activities' | 'skip', reader: Reader<T>) =>
    (said[key] ?? []).map((given, index) => reader(given, below(at(key), index)));
  return {
    system,
    csv: { delimiter: csv?.delimiter ?? ',', encoding: csv?.encoding ?? 'utf-8' },
    joins: joinsOf(join, around, at('join')),
    externalId: valueOf(kinds.externalId, around)(said.externalId, at('externalId')),
    require: each('require', valueOf(kinds.anyText, around)),
    skip: each('skip', skipRule(around)),
    lead: leadMapping(around)(said.lead, at('lead')),
    activities: each('activities', activityMapping(around)),
    ...(said.stage !== undefined && { stage: stageMapping(around)(said.stage, at('stage')) }),
    columns: around.columns,
  };
}

function joinsOf(
  said: ReadonlyMap<string, SaidJoin>,
  around: Surroundings,
  path: string,
): readonly Join[] {
  return [...said].map(([join, { file, key, on, nulls = around.nulls, ...rest }], index) => {
    const where = below(path, join);
    if (join.includes('.')) refuseMapping(where, 'must have a name without a dot');
    around.columns.push({ path: below(where, 'key'), ref: { join, column: key } });
    const ref = columnOf(around)(on, below(where, 'on'));
    if (ref.join !== undefined && !around.joins.slice(0, index).includes(ref.join)) {
      refuseMapping(below(where, 'on'), 'must name a column of the file or of a join before it');
    }
    return { ...rest, name: join, file, key, on: ref, nulls: new Set(['', ...nulls]) };
  });
}

function skipRule(around: Surroundings): Reader<SkipRule> {
  return fields({ column: columnOf(around), is: listOf(text) });
}

function columnOf(around: Surroundings): Reader<ColumnRef> {
  return (given, path) => {
    const ref = columnRef(name(given, path), around.joins);
    around.columns.push({ path, ref });
    return ref;
  };
}

function parsed(yaml: string, path: string): unknown {
  try {
    return parse(yaml);
  } catch (error) {
    return refuseMapping(
      path,
      `is no YAML: ${reasonOf(error).split('\n')[0]!.replace(/[.:]$/, '')}`,
    );
  }
}
