import {
  builtInOnly,
  type Definition,
  type DefinitionContent,
  type Definitions,
  refOf,
  versionZero,
} from '@tasuki/definition';
import { type DefinitionRef } from '@tasuki/domain';

export const builtIn: DefinitionRef = refOf(versionZero);

/** Version 0 with other content, as a version that was signed. */
export function agreed(version: number, content: Partial<DefinitionContent>): Definition {
  return {
    version,
    hash: String(version).repeat(64).slice(0, 64),
    provisional: false,
    content: { ...versionZero.content, ...content },
  };
}

/** Only a contact that reached somebody makes an MQL `contacted`. */
export function mustBeConnected(version: number): Definition {
  const { slas } = versionZero.content;
  const firstContact = { ...slas.policies.firstContact, mustBeConnected: true };
  return agreed(version, { slas: { ...slas, policies: { ...slas.policies, firstContact } } });
}

/** SQL needs a budget and nothing else. */
export function budgetIsAll(version: number): Definition {
  return agreed(version, { sql: { all: ['budget'], any: [] } });
}

/** All of them can be named; the first is in force from the beginning, each other from its instant on. */
export function inForce(
  first: Definition,
  ...later: readonly (readonly [from: string, Definition])[]
): Definitions {
  return {
    inForceAt: (instant) => later.findLast(([from]) => from <= instant)?.[1] ?? first,
    byRef: (ref) =>
      [first, ...later.map(([, definition]) => definition)].find(
        ({ version, hash }) => version === ref.version && hash === ref.hash,
      ) ?? builtInOnly.byRef(ref),
  };
}
