import { type Definitions } from '@tasuki/definition';
import { refuse } from '@tasuki/domain';
import {
  type CommandOrigin,
  commandRunner,
  Contention,
  type Decider,
  type EventStore,
  type Receipt,
  type RecordedEvent,
} from '@tasuki/event-store';
import {
  type CaptureLead,
  type ChangeProfile,
  decide,
  evolve,
  type ExternalId,
  initial,
  type Lead,
  type LeadCommand,
  type LeadContext,
  type LeadEvent,
  leadEvents,
  leadStream,
  type RecordedLeadEvent,
} from '@tasuki/lead';
import { type PersonalData, type PlainIdentities, type Vault } from '@tasuki/personal-data';
import { type Clock, derivedId } from '@tasuki/platform';
import { identityClaims } from './identity-claims';
import { sealCommand } from './seal';

/** Commands as people send them: personal fields in plain text, sealed here and nowhere else. */
export type PlainCapture = Omit<CaptureLead, 'identities' | 'identityConflict'>;
export type PlainCommand =
  Exclude<LeadCommand, CaptureLead | ChangeProfile> | Omit<ChangeProfile, 'identities'>;

export interface LeadReceipt extends Receipt {
  readonly leadId: string;
  /** The lead that keeps the e-mail of this capture; nothing was merged. */
  readonly identityConflict?: { readonly otherLeadId: string };
}

/** The write side of leads, behind every edge: HTTP, the command line, the scorer. */
export interface LeadService {
  /** A new lead; or, for a known external id or e-mail, what the capture adds to that lead. */
  capture(capture: PlainCapture, origin: CommandOrigin): Promise<LeadReceipt>;
  execute(leadId: string, command: PlainCommand, origin: CommandOrigin): Promise<LeadReceipt>;
  /** The lead known by an e-mail address or an external id. */
  find(by: { email: string } | { external: ExternalId }): Promise<string | undefined>;
  /** A lead's events in order, from a version on. */
  history(leadId: string, fromVersion?: number): Promise<readonly RecordedLead[]>;
}

export type RecordedLead = RecordedEvent & RecordedLeadEvent;

const decider: Decider<LeadCommand, Lead, LeadEvent, LeadContext> = {
  initial,
  evolve,
  decide,
  events: leadEvents,
};

/** A claim may be claimed over after a minute; whoever took longer than this must begin again. */
const commandLifetimeMs = 30_000;

/** @returns what throws Contention once the command that began now has lived too long */
function lifetime(): (leadId: string) => void {
  const startedAt = Date.now();
  return (leadId) => {
    if (Date.now() - startedAt <= commandLifetimeMs) return;
    throw new Contention(leadStream(leadId), 'the command took too long');
  };
}

/** External ids are stored in plain text, for other systems to find; an address must not be. */
function assertNoAddress(external: ExternalId | undefined): void {
  if (!external?.id.includes('@')) return;
  throw refuse(
    'external_id_is_address',
    'an external id that holds an @ looks like an e-mail address; send it as the e-mail',
    { system: external.system },
  );
}

export function leadService(
  store: EventStore,
  people: PersonalData,
  definitions: Definitions,
  clock: Clock,
): LeadService {
  const runner = commandRunner(store, clock);
  const claims = identityClaims(store, clock);

  async function run(
    leadId: string,
    command: LeadCommand,
    body: unknown,
    origin: CommandOrigin,
    vault: Vault,
  ): Promise<LeadReceipt> {
    // A score is named by its fact and definition; its explanation may be worded anew by newer code.
    const isNamedByContent = command.type === 'RecordScore';
    const receipt = await runner.run(
      decider,
      leadStream(leadId),
      sealCommand(command, vault),
      isNamedByContent ? origin : { ...origin, bodyHash: vault.hashBody(body) },
      (now) => ({ now, definitions }),
    );
    return { leadId, ...receipt };
  }

  async function capture(plain: PlainCapture, origin: CommandOrigin): Promise<LeadReceipt> {
    const assertAlive = lifetime();
    assertNoAddress(plain.source.external);
    const candidate = derivedId('lead', origin.id);
    const known = await people.identities(identitiesOf(plain));
    const isRepeated = known.length > 0 && (await has(candidate, origin.id));
    const { leadId, identities, conflict } = isRepeated
      ? { leadId: candidate, identities: known, conflict: undefined }
      : await claims.claimForCapture(known, candidate, origin);
    const command: CaptureLead = {
      ...(conflict === undefined ? plain : withoutEmail(plain)),
      identities,
      ...(conflict !== undefined && { identityConflict: { otherLeadId: conflict } }),
    };
    const vault = await people.vaultOrNew(leadId);
    assertAlive(leadId);
    const receipt = await run(leadId, command, plain, origin, vault);
    return conflict === undefined
      ? receipt
      : { ...receipt, identityConflict: { otherLeadId: conflict } };
  }

  async function changeProfile(
    leadId: string,
    plain: Omit<ChangeProfile, 'identities'>,
    origin: CommandOrigin,
  ): Promise<LeadReceipt> {
    const assertAlive = lifetime();
    const vault = await vaultOfKnown(leadId);
    const email = plain.person?.email;
    const identities = typeof email === 'string' ? await people.identities({ email }) : [];
    for (const identity of identities) await claims.claimForLead(identity, leadId, origin);
    assertAlive(leadId);
    return run(leadId, { ...plain, identities }, plain, origin, vault);
  }

  /** A lead gets its key just before it is captured: without one there is no such lead. */
  async function vaultOfKnown(leadId: string): Promise<Vault> {
    const vault = await people.vault(leadId);
    if (vault === undefined) throw refuse('lead_not_found', 'there is no such lead', { leadId });
    return vault;
  }

  /** Whether a lead's stream holds a command already. */
  async function has(leadId: string, commandId: string): Promise<boolean> {
    const events = await store.readStream(leadStream(leadId));
    return events.some(({ metadata }) => metadata.commandId === commandId);
  }

  return {
    capture,
    execute: async (leadId, command, origin) =>
      command.type === 'ChangeProfile'
        ? changeProfile(leadId, command, origin)
        : run(leadId, command, command, origin, await vaultOfKnown(leadId)),
    async find(by) {
      const [identity] = await people.identities(by);
      return claims.leadOf(identity!);
    },
    history: async (leadId, fromVersion) =>
      (await store.readStream(leadStream(leadId), fromVersion)) as readonly RecordedLead[],
  };
}

function identitiesOf({ person, source }: PlainCapture): PlainIdentities {
  return {
    ...(person?.email !== undefined && { email: person.email }),
    ...(source.external !== undefined && { external: source.external }),
  };
}

function withoutEmail({ person, ...rest }: PlainCapture): PlainCapture {
  const { email: _, ...others } = person ?? {};
  return { ...rest, person: others };
}
