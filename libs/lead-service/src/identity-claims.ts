import { type Recorded, refuse } from '@tasuki/domain';
import {
  type CommandOrigin,
  Contention,
  type EventStore,
  type NewEvent,
  type RecordedEvent,
  VersionConflict,
} from '@tasuki/event-store';
import {
  type Claim,
  evolve,
  evolveClaim,
  type Identity,
  identityEvents,
  type IdentityEvent,
  initial,
  leadStream,
  type RecordedLeadEvent,
} from '@tasuki/lead';
import { type Clock, derivedId, randomId } from '@tasuki/platform';
import { setTimeout as delay } from 'node:timers/promises';
import { needsClaim, type ReadIdentity, type Resolution, resolve, standingOf } from './standing';

type Resolved = Extract<Resolution, { kind: 'resolved' }>;

/** An identity as it was read, and the lead that it is claimed for, if that has this very command already. */
type Reading = ReadIdentity & { readonly answeredBy: string | undefined };

/** Who is who: one lead per e-mail address and external id, claimed in the log. */
export interface IdentityClaims {
  /**
   * The lead that a capture with these identities is about, with every claim made that it needs.
   * @throws Contention when others are at the same identities for too long
   */
  claimForCapture(
    identities: readonly Identity[],
    candidate: string,
    origin: CommandOrigin,
  ): Promise<{ leadId: string; identities: readonly Identity[]; conflict?: string }>;
  /**
   * Claims an identity for a lead that exists.
   * @throws Refusal `identity_belongs_to_other_lead`, Contention
   */
  claimForLead(identity: Identity, leadId: string, origin: CommandOrigin): Promise<void>;
  /** Whether nobody has ever claimed any of these. */
  areNew(identities: readonly Identity[]): Promise<boolean>;
  /**
   * Claims identities that were new a moment ago.
   * @returns false when somebody came first, be it with the same command
   */
  claimNew(
    identities: readonly Identity[],
    leadId: string,
    origin: CommandOrigin,
  ): Promise<boolean>;
  /** The lead that bears an identity. */
  leadOf(identity: Identity): Promise<string | undefined>;
}

const patienceMs = 5_000;

export function identityClaims(store: EventStore, clock: Clock): IdentityClaims {
  async function read(identity: Identity, commandId: string): Promise<Reading> {
    const events = await store.readStream(identityStream(identity));
    const claim = events.reduce(
      (before: Claim | null, event) => evolveClaim(before, event as Recorded<IdentityEvent>),
      null,
    );
    const lead = claim === null ? [] : await store.readStream(leadStream(claim.leadId));
    return {
      identity,
      claim,
      claimedByUs: events.at(-1)?.metadata.commandId === commandId,
      borne: borneBy(lead),
      version: events.length,
      answeredBy: lead.some(({ metadata }) => metadata.commandId === commandId)
        ? claim!.leadId
        : undefined,
    };
  }

  /** @returns false when somebody else claimed in between */
  async function claim(
    { identity, version }: Pick<ReadIdentity, 'identity' | 'version'>,
    leadId: string,
    origin: CommandOrigin,
    id = derivedId(identityStream(identity), origin.id, version),
  ): Promise<boolean> {
    const event = claimed(id, identity, leadId, origin, clock.now());
    try {
      await store.append(identityStream(identity), [event], version);
      return true;
    } catch (error) {
      if (error instanceof VersionConflict) return false;
      throw error;
    }
  }

  /** Looks, and claims one after the other; begins again when somebody came in between. */
  async function settle(
    identities: readonly Identity[],
    origin: CommandOrigin,
    decide: (reads: readonly Reading[]) => Resolution,
  ): Promise<Resolved> {
    const deadline = Date.now() + patienceMs;
    for (let attempt = 1; ; attempt += 1) {
      const reads = await Promise.all(identities.map((identity) => read(identity, origin.id)));
      const resolution = decide(reads);
      if (resolution.kind === 'resolved' && (await claimAll(resolution, origin))) {
        return resolution;
      }
      if (Date.now() > deadline) {
        throw new Contention(identityStream(identities[0]!), `waited in vain, ${attempt} times,`);
      }
      await delay(5 + Math.random() * Math.min(10 * attempt, 200));
    }
  }

  async function claimAll({ toClaim, leadId }: Resolved, origin: CommandOrigin): Promise<boolean> {
    for (const identity of toClaim) {
      if (!(await claim(identity, leadId, origin))) return false;
    }
    return true;
  }

  return {
    async claimForCapture(identities, candidate, origin) {
      if (identities.length === 0) return { leadId: candidate, identities };
      const settled = await settle(
        identities,
        origin,
        (reads) => answered(reads) ?? resolve(reads, candidate, clock.now()),
      );
      return {
        leadId: settled.leadId,
        identities: settled.identities.map(({ identity }) => identity),
        ...(settled.conflict !== undefined && { conflict: settled.conflict }),
      };
    },
    async claimForLead(identity, leadId, origin) {
      await settle([identity], origin, ([only]) => {
        const standing = standingOf(only!, leadId, clock.now());
        if (standing.kind === 'held' && standing.leadId !== leadId) {
          throw refuse(
            'identity_belongs_to_other_lead',
            `this ${identity.kind} belongs to lead ${standing.leadId}`,
            { kind: identity.kind, leadId: standing.leadId },
          );
        }
        if (standing.kind === 'busy') return { kind: 'wait' };
        if (standing.kind === 'promised' && !standing.stale) return { kind: 'wait' };
        const toClaim = needsClaim(only!, leadId, clock.now()) ? [only!] : [];
        return { kind: 'resolved', leadId, identities: [only!], toClaim };
      });
    },
    async areNew(identities) {
      const streams = identities.map((identity) => store.readStream(identityStream(identity)));
      return (await Promise.all(streams)).every((events) => events.length === 0);
    },
    async claimNew(identities, leadId, origin) {
      for (const identity of identities) {
        // Not the derived id, which the store would take for the same claim made again: of two that
        // send one command at once only one may go on without looking.
        const isFirst = await claim({ identity, version: 0 }, leadId, origin, randomId());
        if (!isFirst) return false;
      }
      return true;
    },
    async leadOf(identity) {
      const standing = standingOf(await read(identity, ''), '', clock.now());
      return standing.kind === 'held' ? standing.leadId : undefined;
    },
  };
}

function claimed(
  id: string,
  { kind }: Identity,
  leadId: string,
  { id: commandId, actor, correlationId, causationId }: CommandOrigin,
  recordedAt: string,
): NewEvent {
  return {
    id,
    type: 'IdentityClaimed',
    schemaVersion: identityEvents.IdentityClaimed.schemaVersion,
    recordedAt,
    data: { leadId, kind },
    metadata: { commandId, correlationId, causationId, actor },
  };
}

/** A repeated capture goes where it went, and claims nothing, whosever the identities are today. */
function answered(reads: readonly Reading[]): Resolution | undefined {
  const leadId = reads.find(({ answeredBy }) => answeredBy !== undefined)?.answeredBy;
  if (leadId === undefined) return undefined;
  return { kind: 'resolved', leadId, identities: [], toClaim: [] };
}

/** What a lead is known by; `null` if there is no such lead. */
function borneBy(events: readonly RecordedEvent[]): readonly Identity[] | null {
  if (events.length === 0) return null;
  return (events as readonly RecordedLeadEvent[]).reduce(evolve, initial).identities;
}

function identityStream({ hash }: Identity): string {
  return `identity-${hash}`;
}
