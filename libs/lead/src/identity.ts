import { defineEvents, type EventOf, type Recorded, Uuid } from '@tasuki/domain';
import { Type } from 'typebox';
import { identityKinds } from './lead.values';

/**
 * The events of an identity, stream `identity-<hash>`.
 *
 * Stored for ever: these names and shapes are the storage format.
 */
export const identityEvents = defineEvents({
  IdentityClaimed: Type.Object(
    { leadId: Uuid, kind: Type.Enum([...identityKinds]) },
    { additionalProperties: false },
  ),
});
export type IdentityEvent = EventOf<typeof identityEvents>;

/** The last word on whose an identity is; it holds once that lead bears the identity's hash. */
export interface Claim {
  readonly leadId: string;
  readonly eventId: string;
  readonly recordedAt: string;
}

export function evolveClaim(_: Claim | null, event: Recorded<IdentityEvent>): Claim {
  return { leadId: event.data.leadId, eventId: event.id, recordedAt: event.recordedAt };
}

/**
 * Commands live at most half a minute; a claim older than this, which its lead does not bear, was
 * left by a crash or given up, and may be claimed over.
 */
export const claimLifetimeMs = 60_000;
