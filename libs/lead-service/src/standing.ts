import { type Claim, claimLifetimeMs, type Identity } from '@tasuki/lead';

/**
 * How one identity stands, seen by one command for its lead `candidate`:
 * - `free`: nobody's, or claimed by this very command, or given up long enough ago;
 * - `held`: the lead that it is claimed for bears it;
 * - `promised`: claimed by another command, which seems to have died, for a lead that does not exist;
 * - `busy`: claimed by another command that may be about to write the lead.
 */
export type Standing =
  | { readonly kind: 'free' }
  | { readonly kind: 'held'; readonly leadId: string }
  | { readonly kind: 'promised'; readonly leadId: string; readonly stale: boolean }
  | { readonly kind: 'busy' };

/** An identity stream as it was read, beside the lead that its claim names. */
export interface ReadIdentity {
  readonly identity: Identity;
  readonly claim: Claim | null;
  readonly claimedByUs: boolean;
  /** Of the lead that the claim names; `null` if there is no such lead. */
  readonly borne: readonly Identity[] | null;
  readonly version: number;
}

/** A command writes its lead right after its claims; one that has not by then is taken for dead. */
export const adoptAfterMs = 2_000;

export function standingOf(
  { claim, claimedByUs, borne, identity }: ReadIdentity,
  candidate: string,
  now: string,
): Standing {
  if (claim === null) return { kind: 'free' };
  const { leadId } = claim;
  if (borne?.some(({ hash }) => hash === identity.hash)) return { kind: 'held', leadId };
  const stale = isStale(claim, now);
  if (borne === null) {
    if (claimedByUs && leadId === candidate) return { kind: 'free' };
    const isBusy = !claimedByUs && ageOf(claim, now) < adoptAfterMs;
    return isBusy ? { kind: 'busy' } : { kind: 'promised', leadId, stale };
  }
  return claimedByUs || leadId === candidate || stale ? { kind: 'free' } : { kind: 'busy' };
}

/** Whether a claim must be made, or made anew, before the lead may bear the identity. */
export function needsClaim(read: ReadIdentity, leadId: string, now: string): boolean {
  const { claim, claimedByUs, borne, identity } = read;
  if (claim?.leadId !== leadId) return true;
  if (borne?.some(({ hash }) => hash === identity.hash)) return false;
  return !claimedByUs || isStale(claim, now);
}

function isStale(claim: Claim, now: string): boolean {
  return ageOf(claim, now) > claimLifetimeMs;
}

function ageOf({ recordedAt }: Claim, now: string): number {
  return Date.parse(now) - Date.parse(recordedAt);
}

/** Whose lead a capture is about, and what has to be claimed for it first. */
export type Resolution =
  | {
      readonly kind: 'resolved';
      readonly leadId: string;
      /** Those that the lead is to bear; the others belong to somebody else. */
      readonly identities: readonly ReadIdentity[];
      readonly toClaim: readonly ReadIdentity[];
      /** The lead that keeps the e-mail, where external id and e-mail belong to two. */
      readonly conflict?: string;
    }
  /** Another command is at it; look again in a moment. */
  | { readonly kind: 'wait' };

/**
 * Whoever holds the first identity (external before e-mail) gets the capture; if nobody does, the
 * lead that is promised to somebody; else the new lead `candidate`. A promise is adopted by
 * claiming it once more, so that two commands never take one identity to two leads.
 */
export function resolve(
  reads: readonly ReadIdentity[],
  candidate: string,
  now: string,
): Resolution {
  const standings = reads.map((read) => ({ read, standing: standingOf(read, candidate, now) }));
  if (standings.some(({ standing }) => standing.kind === 'busy')) return { kind: 'wait' };

  const held = standings.flatMap(({ standing }) => (standing.kind === 'held' ? [standing] : []));
  const promised = standings.flatMap(({ standing }) =>
    standing.kind === 'promised' ? [standing] : [],
  );
  const leadId = held[0]?.leadId ?? promised[0]?.leadId ?? candidate;
  if (promised.some((promise) => promise.leadId !== leadId && !promise.stale)) {
    return { kind: 'wait' };
  }
  const other = held.find((holder) => holder.leadId !== leadId);
  const ours = standings.filter(
    ({ standing }) => standing.kind !== 'held' || standing.leadId === leadId,
  );
  return {
    kind: 'resolved',
    leadId,
    identities: ours.map(({ read }) => read),
    toClaim: ours.map(({ read }) => read).filter((read) => needsClaim(read, leadId, now)),
    ...(other && { conflict: other.leadId }),
  };
}
