import { type EventStore, firstEvents, type Sent, VersionConflict } from '@tasuki/event-store';
import { type LeadCommand, leadStream } from '@tasuki/lead';
import { type PersonalData } from '@tasuki/personal-data';
import { type Clock, derivedId } from '@tasuki/platform';
import { type DecisionContexts } from './decision-context';
import { type IdentityClaims } from './identity-claims';
import { leadDecider } from './lead-decider';
import { type LeadReceipt } from './lead-service';
import { lifetime } from './lifetime';
import {
  assertNoAddress,
  identitiesOf,
  type PlainCapture,
  type PlainCommand,
} from './plain-command';
import { sealCommand } from './seal';

/** What a lead begins with: its capture, then what else happened to it. */
export type FirstCommands = readonly [
  Sent<PlainCapture>,
  ...(readonly Sent<Exclude<PlainCommand, { type: 'ChangeProfile' }>>[]),
];

/**
 * Captures leads that nobody knows with all that is known of them, for whoever has many of them:
 * one look at the identities, their claims, and one append, where single commands would read
 * again what cannot be there.
 */
export function newLeads(
  store: EventStore,
  people: PersonalData,
  contexts: DecisionContexts,
  clock: Clock,
  claims: IdentityClaims,
) {
  return async ([capture, ...others]: FirstCommands): Promise<LeadReceipt | undefined> => {
    const { command: plain, origin } = capture;
    assertNoAddress(plain.source.external);
    const identities = await people.identities(identitiesOf(plain));
    if (!(await claims.areNew(identities))) return undefined;
    const leadId = derivedId('lead', origin.id);
    const stream = leadStream(leadId);
    const vault = await people.vaultOrNew(leadId);
    const sealed = ({ command, origin }: Sent<LeadCommand>, body: unknown) => ({
      command: sealCommand(command, vault),
      origin: { ...origin, bodyHash: vault.hashBody(body) },
    });
    const now = clock.now();
    const commands = [
      sealed({ command: { ...plain, identities }, origin }, plain),
      ...others.map((sent) => sealed(sent, sent.command)),
    ];
    const events = await firstEvents(leadDecider, stream, commands, now, (deciding, command) =>
      contexts.for(leadId, command)(deciding),
    );
    const assertAlive = lifetime();
    if (!(await claims.claimNew(identities, leadId, origin))) return undefined;
    assertAlive(leadId);
    try {
      const written = await store.append(stream, events, 'none');
      return { leadId, stream, ...written, events: events.map(({ id, type }) => ({ id, type })) };
    } catch (error) {
      if (error instanceof VersionConflict) return undefined;
      throw error;
    }
  };
}
