import { type DefinitionRef, refuse } from '@tasuki/domain';
import { type Definition } from './definition';
import { builtInDefinition, versionZero } from './version-zero';

/** Where those who judge a lead get the definition from. */
export interface Definitions {
  /** The activated version with the latest `effectiveFrom` not after `instant` (a `recordedAt`); version 0 before any. */
  inForceAt(instant: string): Definition;
  /** The definition that an event names. Refuses with `unknown_definition`. */
  byRef(ref: DefinitionRef): Definition;
}

/** An installation in which nothing has been activated: version 0 at every instant. */
export const builtInOnly: Definitions = {
  inForceAt: () => versionZero,
  byRef(ref) {
    const definition = ref.version === 0 ? builtInDefinition(ref.hash) : undefined;
    if (definition) return definition;
    const { version, hash } = ref;
    throw refuse('unknown_definition', `no definition has version ${version} and hash ${hash}`, {
      version,
      hash,
    });
  },
};
