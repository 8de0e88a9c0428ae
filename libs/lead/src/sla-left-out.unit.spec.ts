import { proveSla } from './sla-proof';
import {
  differing,
  forged,
  late,
  parts,
  recycled,
  those,
  told,
  without,
} from './sla-proof.spec-support';

describe('the proof of a deadline does not hold when somebody takes out', () => {
  it.each([
    [
      'the pause that ended',
      told,
      1,
      'SlaPaused',
      ['what happened', 'what had become due before it'],
    ],
    ['that it was met', told, 1, 'SlaMet', ['what it means for the deadline', 'the verdict']],
    ['what met it', told, 1, 'LeadSalesQualified', ['what happened', 'the verdict']],
    ['what cancelled it', recycled, 0, 'LeadRecycled', ['what happened', 'the verdict']],
    ['that it was cancelled', recycled, 0, 'SlaCancelled', ['what it means for the deadline']],
    ['that it was breached', late, 0, 'SlaBreached', ['what had become due before it']],
  ] as const)('%s', (_, { events, lead }, which, type, found) => {
    const slaId = lead.slas[which]!.id;
    expect(differing(events, slaId)).toEqual([]);
    const wrong = differing(without(events, those(type, slaId)), slaId);
    expect(wrong).toEqual(expect.arrayContaining([...found]));
  });

  it('that a lead was late, with what was breached: it says how it really ended', () => {
    const slaId = late.lead.slas[0]!.id;
    const events = forged(
      without(late.events, those('SlaBreached', slaId)),
      those('SlaMet', slaId),
      { late: false },
    );
    const { verdict, checks } = proveSla(events, slaId, parts);
    expect(verdict).toBe('breached_met_late');
    expect(checks.at(-1)).toMatchObject({
      what: 'the verdict',
      recorded: 'met',
      recomputed: 'breached_met_late',
      agrees: false,
    });
  });

  it('anything at all, and leaves the gap', () => {
    const warned = late.events.filter(({ type }) => type !== 'SlaWarned');
    expect(differing(warned, late.lead.slas[0]!.id)).toEqual([
      'all before it is there, and in order',
    ]);
  });
});
