import { type ParkedStream } from '@tasuki/read-models';
import { retriedLine } from './tell-parked';

const parked: ParkedStream = {
  target: 'relay',
  stream: 'lead-1',
  version: 3,
  eventId: '4b825dc6-42cb-5eb9-a060-e54bf8d69288',
  eventType: 'LeadActivityRecorded',
  position: '00000000000000000007',
  reason: 'UnreadableEvent: it comes from the future',
  tries: 2,
  parkedAt: '2026-05-01T00:00:00.000Z',
};
const still = 'parked at version 3: UnreadableEvent: it comes from the future';

describe('what came of a retry', () => {
  it('says of a read model how many events it applied', () => {
    const told = (applied: number, at?: ParkedStream) =>
      retriedLine({ target: 'mql_queue_v2', stream: 'lead-1' }, { applied, parked: at });
    expect(told(1)).toBe('mql_queue_v2  lead-1: 1 event applied; it is whole again\n');
    expect(told(0, parked)).toBe(`mql_queue_v2  lead-1: 0 events applied; ${still}\n`);
  });

  it('says of the relay that it published the lead, and never that it applied events', () => {
    const told = (at?: ParkedStream) => retriedLine(parked, { applied: 0, parked: at });
    expect(told()).toBe('relay  lead-1: published; it is whole again\n');
    expect(told(parked)).toBe(`relay  lead-1: not published to the end; ${still}\n`);
  });
});
