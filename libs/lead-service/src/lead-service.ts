import { type Definitions } from '@tasuki/definition';
import { refuse } from '@tasuki/domain';
import {
  type CommandOrigin,
  commandRunner,
  eventIds,
  type EventStore,
  OutcomeUnknown,
  type Receipt,
  type RecordedEvent,
} from '@tasuki/event-store';
import {
  type CaptureLead,
  decide,
  evolve,
  type ExternalId,
  type IfMatch,
  initial,
  type Lead,
  type LeadCommand,
  leadStream,
  type RecordedLeadEvent,
} from '@tasuki/lead';
import { type PersonalData, type Vault } from '@tasuki/personal-data';
import { type Clock, derivedId } from '@tasuki/platform';
import { type CalendarBook } from './calendar-book';
import { type FirstCommands, newLeads } from './capture-new';
import { decisionContexts } from './decision-context';
import { identityClaims } from './identity-claims';
import { leadDecider } from './lead-decider';
import { lifetime } from './lifetime';
import {
  assertNoAddress,
  identitiesOf,
  type PlainCapture,
  type PlainCommand,
  type PlainProfileChange,
  withoutEmail,
} from './plain-command';
import { sealCommand } from './seal';

export interface LeadReceipt extends Receipt {
  readonly leadId: string;
  /** The lead that keeps the e-mail of this capture; nothing was merged. */
  readonly identityConflict?: { readonly otherLeadId: string };
}

/** Where a command on a lead comes from, and which versions of the lead its sender has seen. */
export interface LeadCommandOrigin extends CommandOrigin {
  readonly ifMatch?: IfMatch;
}

/** The write side of leads, behind every edge: HTTP, the command line, the scorer. */
export interface LeadService {
  /** A new lead; or, for a known external id or e-mail, what the capture adds to that lead. */
  capture(capture: PlainCapture, origin: CommandOrigin): Promise<LeadReceipt>;
  execute(leadId: string, command: PlainCommand, origin: LeadCommandOrigin): Promise<LeadReceipt>;
  /**
   * A lead that nobody knows, with all that is known of it, in one append; each command can later
   * be repeated by itself.
   * @returns undefined when somebody knows it, or learnt of it meanwhile; then nothing was written
   * but claims that the same capture may go on with
   * @throws Refusal of any of the commands; then nothing was written
   */
  captureNew(commands: FirstCommands): Promise<LeadReceipt | undefined>;
  /** The lead known by an e-mail address or an external id. */
  find(by: { email: string } | { external: ExternalId }): Promise<string | undefined>;
  /** A lead's events in order, from a version on. */
  history(leadId: string, fromVersion?: number): Promise<readonly RecordedLead[]>;
}

export type RecordedLead = RecordedEvent & RecordedLeadEvent;

export function leadService(
  store: EventStore,
  people: PersonalData,
  definitions: Definitions,
  calendars: CalendarBook,
  clock: Clock,
): LeadService {
  const contexts = decisionContexts(definitions, calendars);
  const runner = commandRunner(store, clock);
  const claims = identityClaims(store, clock);

  /** A command that holds nothing readable of a person. */
  async function runSealed(
    leadId: string,
    command: LeadCommand,
    { ifMatch, ...origin }: LeadCommandOrigin,
  ): Promise<LeadReceipt> {
    const receipt = await runner.run(
      leadDecider,
      leadStream(leadId),
      command,
      origin,
      contexts.for(leadId, command, ifMatch),
    );
    return { leadId, ...receipt };
  }

  function run(
    leadId: string,
    command: LeadCommand,
    body: unknown,
    origin: LeadCommandOrigin,
    vault: Vault,
  ): Promise<LeadReceipt> {
    const bodyHash = vault.hashBody(body);
    return runSealed(leadId, sealCommand(command, vault), { ...origin, bodyHash });
  }

  async function execute(
    leadId: string,
    command: PlainCommand,
    origin: LeadCommandOrigin,
  ): Promise<LeadReceipt> {
    switch (command.type) {
      case 'ChangeProfile':
        return changeProfile(leadId, command, origin);
      // Their ids name what they say, and nobody's data is in them: they need no key, and no hash. A score
      // is named by its fact and definition, and its explanation may be worded anew by newer code; an
      // assignment by rule is named by its handoff, and tried again may be somebody else's turn.
      case 'RecordScore':
      case 'AssignByRule':
        return runSealed(leadId, command, origin);
      default:
        return run(leadId, command, command, origin, await vaultOfKnown(leadId));
    }
  }

  async function capture(plain: PlainCapture, origin: CommandOrigin): Promise<LeadReceipt> {
    const assertAlive = lifetime();
    assertNoAddress(plain.source.external);
    const candidate = derivedId('lead', origin.id);
    const known = await people.identities(identitiesOf(plain));
    const isRepeated = known.length > 0 && hasCommand(await historyOf(candidate), origin.id);
    if (!isRepeated) await assertCapturable(plain, origin);
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
    // One identity cannot be in conflict with itself.
    return known.length < 2 ? receipt : withConflict(receipt, origin.id);
  }

  /** What is refused of any lead is refused before an identity is claimed for it. */
  async function assertCapturable(
    { person: _, ...plain }: PlainCapture,
    origin: CommandOrigin,
  ): Promise<void> {
    await decideOnly(derivedId('lead', origin.id), { ...plain, identities: [] }, initial, origin);
  }

  async function decideOnly(
    leadId: string,
    command: LeadCommand,
    state: Lead,
    { id, ifMatch }: LeadCommandOrigin,
  ): Promise<void> {
    const eventId = eventIds(leadStream(leadId), id);
    const deciding = { now: clock.now(), state, eventId };
    decide(command, state, await contexts.for(leadId, command, ifMatch)(deciding));
  }

  /**
   * With the conflict that the event tells of: whose the e-mail is may have changed since the first
   * time. The command is in the log by now: a store that is away here has not refused it.
   */
  async function withConflict(receipt: LeadReceipt, commandId: string): Promise<LeadReceipt> {
    const { leadId, version, events } = receipt;
    if (events.length === 0) return receipt;
    const from = version - events.length + 1;
    const written = await historyOf(leadId, from).catch((error: unknown) => {
      throw new OutcomeUnknown(error);
    });
    const conflicts = written.flatMap(({ metadata, data }) =>
      metadata.commandId === commandId && 'identityConflict' in data ? [data.identityConflict] : [],
    );
    return conflicts[0] === undefined ? receipt : { ...receipt, identityConflict: conflicts[0] };
  }

  async function changeProfile(
    leadId: string,
    plain: PlainProfileChange,
    origin: LeadCommandOrigin,
  ): Promise<LeadReceipt> {
    const assertAlive = lifetime();
    const vault = await vaultOfKnown(leadId);
    const email = plain.person?.email;
    const identities = typeof email === 'string' ? await people.identities({ email }) : [];
    const command = { ...plain, identities };
    if (identities.length > 0 && (await isAllowedAnew(leadId, command, origin, vault))) {
      for (const identity of identities) await claims.claimForLead(identity, leadId, origin);
    }
    assertAlive(leadId);
    return run(leadId, command, plain, origin, vault);
  }

  /**
   * False for a command that the lead has already, which needs no claim.
   * @throws Refusal what `decide` refuses, before anything is claimed for it
   */
  async function isAllowedAnew(
    leadId: string,
    command: LeadCommand,
    origin: LeadCommandOrigin,
    vault: Vault,
  ): Promise<boolean> {
    const history = await historyOf(leadId);
    if (hasCommand(history, origin.id)) return false;
    const lead = history.reduce(evolve, initial);
    await decideOnly(leadId, sealCommand(command, vault), lead, origin);
    return true;
  }

  /** A lead gets its key just before it is captured: without one there is no such lead. */
  async function vaultOfKnown(leadId: string): Promise<Vault> {
    const vault = await people.vault(leadId);
    if (vault === undefined) throw refuse('lead_not_found', 'there is no such lead', { leadId });
    return vault;
  }

  async function historyOf(leadId: string, from?: number): Promise<readonly RecordedLead[]> {
    return (await store.readStream(leadStream(leadId), from)) as readonly RecordedLead[];
  }

  return {
    capture,
    execute,
    captureNew: newLeads(store, people, contexts, clock, claims),
    async find(by) {
      const [identity] = await people.identities(by);
      return claims.leadOf(identity!);
    },
    history: historyOf,
  };
}

function hasCommand(history: readonly RecordedLead[], commandId: string): boolean {
  return history.some(({ metadata }) => metadata.commandId === commandId);
}
