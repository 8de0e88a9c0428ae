import { given, now } from './given-when-then.spec-support';
import * as commands from './lead.commands.spec-support';
import { type LeadCommand } from './lead.commands';
import { importedStoryOf, storyOf } from './lead.events.spec-support';
import { type Stage } from './stages';

const inFiveMinutes = '2026-05-01T09:05:00.000Z';
const later = '2026-05-01T09:05:00.001Z';
const consent = { purpose: 'newsletter', given: true };

interface Dated {
  readonly what: string;
  readonly stage: Stage | null;
  readonly leadsTo: Stage;
  readonly command: (occurredAt: string) => LeadCommand;
}

function dated(
  what: string,
  stage: Stage | null,
  leadsTo: Stage,
  command: Dated['command'],
): Dated {
  return { what, stage, leadsTo, command };
}

const all: readonly Dated[] = [
  dated('a capture', null, 'nurturing', (occurredAt) => commands.captureLead({ occurredAt })),
  dated('a capture of a known lead', 'mql', 'mql', (occurredAt) =>
    commands.captureLead({ occurredAt }),
  ),
  dated('a consent in a capture', null, 'nurturing', (occurredAt) =>
    commands.captureLead({ consents: [{ ...consent, occurredAt }] }),
  ),
  dated('a consent in a capture of a known lead', 'mql', 'mql', (occurredAt) =>
    commands.captureLead({ consents: [{ ...consent, occurredAt }] }),
  ),
  dated('a profile change', 'nurturing', 'nurturing', (occurredAt) =>
    commands.changeProfile({ person: { role: 'CTO' }, occurredAt }),
  ),
  dated('a consent', 'nurturing', 'nurturing', (occurredAt) =>
    commands.changeConsent({ occurredAt }),
  ),
  dated('an activity', 'nurturing', 'nurturing', (occurredAt) =>
    commands.recordActivity({ occurredAt }),
  ),
  dated('a contact', 'mql', 'contacted', (occurredAt) => commands.recordContact({ occurredAt })),
  dated('a qualification', 'contacted', 'sql', (occurredAt) =>
    commands.qualifyLead({ override: { reason: 'known_customer' }, occurredAt }),
  ),
  dated('an acceptance', 'sql', 'accepted', (occurredAt) => commands.acceptLead({ occurredAt })),
  dated('a deal won', 'accepted', 'won', (occurredAt) => commands.winDeal({ occurredAt })),
  dated('a deal lost', 'accepted', 'lost', (occurredAt) => commands.loseDeal({ occurredAt })),
];

describe.each(all)('$what', ({ stage, leadsTo, command }) => {
  const lead = stage === null ? [] : storyOf[stage];

  it.each(['2019-01-01T00:00:00Z', inFiveMinutes])('may be dated %s', (occurredAt) =>
    given(...lead)
      .when(command(occurredAt))
      .thenStage(leadsTo),
  );

  it('may not be more than five minutes ahead', () =>
    given(...lead)
      .when(command(later))
      .thenRefused('occurred_in_future', { occurredAt: later, now }));
});

describe('a step of an imported history', () => {
  it('may not lie in the future', () =>
    given(...importedStoryOf.nurturing)
      .when(commands.importHistory('contacted', { reachedAt: { contacted: later } }))
      .thenRefused('occurred_in_future', { occurredAt: later, now }));
});

describe('an offset', () => {
  it.each(['2026-05-01T18:05:00+09:00', '2026-05-01T04:05:00-05:00'])('counts: %s', (occurredAt) =>
    given().when(commands.captureLead({ occurredAt })).thenStage('nurturing'),
  );

  it.each(['2026-05-01T18:05:01+09:00', '2026-05-01T04:05:01-05:00'])(
    'does not hide the future: %s',
    (occurredAt) =>
      given().when(commands.captureLead({ occurredAt })).thenRefused('occurred_in_future'),
  );

  it('stays in the event as it was said', () => {
    const occurredAt = '2026-05-01T18:05:00+09:00';
    const event = { source: {}, consents: [], identities: [], occurredAt };
    given().when(commands.captureLead({ occurredAt })).then({ type: 'LeadCaptured', data: event });
  });
});

describe('a time that no clock shows', () => {
  it('is refused: a leap second passes the schema and has no place in a comparison', () =>
    given()
      .when(commands.captureLead({ occurredAt: '2099-12-31T23:59:60Z' }))
      .thenRefused('occurred_at_unreadable'));
});
