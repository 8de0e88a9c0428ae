import { type LeadEvent } from '@tasuki/lead';
import { type RecordedLead } from '@tasuki/lead-service';
import { type AsOf, eventsAsOf, question } from './as-of';
import { personalText } from './opened';
import { foldOf, stateOf } from './state';

const at = (day: string) => `2026-05-${day}T09:00:00.000Z`;

function recorded(version: number, day: string, event: LeadEvent): RecordedLead {
  return {
    ...event,
    id: crypto.randomUUID(),
    stream: 'lead-1',
    version,
    position: String(100 + version).padStart(20, '0'),
    recordedAt: at(day),
    schemaVersion: 1,
    metadata: {
      commandId: crypto.randomUUID(),
      correlationId: crypto.randomUUID(),
      causationId: null,
      actor: { subject: 'mika', department: 'sales' },
    },
  };
}

/** A contact of the 5th that was entered on the 8th; an MQL whose time nobody states. */
const history: readonly RecordedLead[] = [
  recorded(1, '01', {
    type: 'LeadCaptured',
    data: { source: {}, consents: [], identities: [], occurredAt: at('01') },
  }),
  recorded(2, '04', {
    type: 'LeadMarketingQualified',
    data: { cycle: 1, score: null, threshold: null, definition: null, by: 'person' },
  }),
  recorded(3, '08', {
    type: 'LeadContacted',
    data: {
      cycle: 1,
      attempt: 1,
      channel: 'phone',
      outcome: 'connected',
      firstContact: true,
      occurredAt: '2026-05-05T18:00:00+09:00',
    },
  }),
];

const versions = (asOf: AsOf) => eventsAsOf(history, asOf).map(({ version }) => version);

describe('a history as of a point', () => {
  it('is all of it, when nothing is asked', () => expect(versions({})).toEqual([1, 2, 3]));

  it('is what Tasuki knew by then, up to that very instant', () => {
    expect(versions({ known: { instant: at('06') } })).toEqual([1, 2]);
    expect(versions({ known: { instant: '2026-05-08T18:00:00+09:00' } })).toEqual([1, 2, 3]);
    expect(versions({ known: { position: history[1]!.position } })).toEqual([1, 2]);
  });

  it('is what had happened by then, whenever it was entered', () => {
    expect(versions({ happenedUntil: at('06') })).toEqual([1, 2, 3]);
    expect(versions({ happenedUntil: at('03') })).toEqual([1]);
  });

  it('is what Tasuki knew on one day of what had happened until another', () => {
    const asOf = { known: { instant: at('06') }, happenedUntil: at('06') };
    expect(versions(asOf)).toEqual([1, 2]);
    expect(question(asOf)).toBe(
      `what Tasuki knew at ${at('06')} (by recordedAt), of what had happened by ${at('06')} (by occurredAt, else recordedAt)`,
    );
  });

  it('folds to what the lead was', () => {
    const stage = (asOf: AsOf) => stateOf(foldOf(eventsAsOf(history, asOf))).stage;
    expect(stage({})).toBe('contacted');
    expect(stage({ known: { instant: at('06') } })).toBe('mql');
    expect(stage({ happenedUntil: at('06') })).toBe('contacted');
    expect(stage({ happenedUntil: '2020-01-01T00:00:00Z' })).toBeNull();
  });
});

it('personal text is a person’s fields and every note, no company’s name', () =>
  expect(
    personalText({
      person: { name: 'Aiko', role: 'buyer' },
      company: { name: 'Aozora' },
      budget: { verdict: 'met', note: 'next year' },
      note: 'call again',
    }),
  ).toEqual(['name: Aiko', 'budget note: next year', 'note: call again']));
