import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const folder = join(__dirname, '../../apps/lead-api/src/dto');
const files = readdirSync(folder).filter((name) => !name.endsWith('.spec.ts'));

/** A class of the door's input or output, as its source declares it. */
export interface DtoClass {
  readonly name: string;
  /** Inherited ones too. */
  readonly fields: readonly string[];
  /** Whether another one extends it. */
  readonly isBase: boolean;
}

interface Declared {
  readonly name: string;
  readonly base: string | undefined;
  readonly fields: readonly string[];
}

/** Read from the source and not from decorators: a field that bears none is found, too. */
export function dtoClasses(): readonly DtoClass[] {
  const declared = new Map(files.flatMap(declaredIn).map((one) => [one.name, one]));
  const fieldsOf = (name: string | undefined): readonly string[] => {
    const { base, fields } = declared.get(name ?? '') ?? { base: undefined, fields: [] };
    return base === undefined ? fields : [...fieldsOf(base), ...fields];
  };
  const bases = new Set([...declared.values()].map(({ base }) => base));
  return [...declared.keys()].map((name) => ({
    name,
    fields: fieldsOf(name),
    isBase: bases.has(name),
  }));
}

/** The same classes by name, as they run. */
export async function dtoConstructors(): Promise<ReadonlyMap<string, new () => object>> {
  const modules = await Promise.all(
    files.map((file) => import(join(folder, file)) as Promise<Record<string, unknown>>),
  );
  const exported = modules.flatMap((module) => Object.entries(module));
  return new Map(exported as [string, new () => object][]);
}

function declaredIn(file: string): readonly Declared[] {
  const text = readFileSync(join(folder, file), 'utf8');
  const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return statements.filter(ts.isClassDeclaration).map(({ name, members, heritageClauses }) => {
    const base = heritageClauses?.[0]?.types[0]?.expression;
    return {
      name: name!.text,
      base: base && ts.isIdentifier(base) ? base.text : undefined,
      fields: members.flatMap((member) =>
        ts.isPropertyDeclaration(member) && ts.isIdentifier(member.name) ? member.name.text : [],
      ),
    };
  });
}
