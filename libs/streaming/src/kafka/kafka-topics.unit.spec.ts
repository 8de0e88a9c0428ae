import { topicDecision } from './kafka-topics';

describe('a topic', () => {
  it.each([
    { found: undefined, wanted: 12, decision: 'make' },
    { found: 12, wanted: 12, decision: 'there' },
    { found: 24, wanted: 12, decision: 'there' },
    { found: 6, wanted: 12, decision: 'fewer' },
  ])(
    'with $found partitions where $wanted are wanted: $decision',
    ({ found, wanted, decision }) => {
      expect(topicDecision(found, wanted)).toBe(decision);
    },
  );
});
