import { type IfMatch } from './etag';
import { contextFor, leadOf, refusalOf } from './given-when-then.spec-support';
import { decide } from './lead.decide';
import { type LeadCommand } from './lead.commands';
import { promoteLead, qualifyLead, recordContact } from './lead.commands.spec-support';
import { activity, captured, mql, scored } from './lead.events.spec-support';

const scoredLead = leadOf(captured(), activity(), scored());
const deciding =
  (command: LeadCommand, ifMatch: IfMatch, lead = scoredLead) =>
  () =>
    decide(command, lead, contextFor(lead, { ifMatch }));

describe('the ETag of a lead', () => {
  it('is the version of its last event', () => {
    expect(leadOf(captured()).etag).toBe(1);
    expect(leadOf(captured(), activity()).etag).toBe(2);
  });

  it('is not moved by a score, but by the MQL that the score makes', () => {
    expect(leadOf(captured(), activity(), scored(), scored()).etag).toBe(2);
    expect(leadOf(captured(), scored(), mql()).etag).toBe(3);
  });
});

describe('If-Match', () => {
  it.each([
    ['the ETag', [2]],
    ['one of several', [1, 2]],
    ['any', '*'],
  ] as const)('that names %s lets the command through', (_, ifMatch) =>
    expect(deciding(promoteLead(), ifMatch)()).not.toEqual([]),
  );

  it.each([
    ['an older version', [1]],
    ['the version of the score', [3]],
    ['one that is not yet', [4]],
    ['none', []],
  ] as const)('that names %s refuses it, and says the ETag', (_, ifMatch) =>
    expect(refusalOf(deciding(promoteLead(), ifMatch))).toMatchObject({
      code: 'precondition_failed',
      details: { etag: '"2"' },
    }),
  );

  it('comes before what the stage says: the sender has not seen that stage', () =>
    expect(refusalOf(deciding(qualifyLead(), [1])).code).toBe('precondition_failed'));

  it('of a lead that is not there says that it is not there', () =>
    expect(refusalOf(deciding(recordContact(), '*', leadOf())).code).toBe('lead_not_found'));
});
