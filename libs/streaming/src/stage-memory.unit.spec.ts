import { stageMemory } from './stage-memory';

describe('the stages of the leads met last', () => {
  it('are known after the event remembered last, and after no other', () => {
    const memory = stageMemory(10);
    memory.remember('lead-1', 1, { stage: 'nurturing' });
    memory.remember('lead-1', 2, { stage: 'mql' });
    expect(memory.after('lead-1', 2)).toEqual({ stage: 'mql' });
    expect(memory.after('lead-1', 1)).toBeUndefined();
    expect(memory.after('lead-1', 3)).toBeUndefined();
    expect(memory.after('lead-2', 2)).toBeUndefined();
  });

  it('are so many; the lead not met for longest is forgotten', () => {
    const memory = stageMemory(2);
    memory.remember('lead-1', 1, { stage: 'nurturing' });
    memory.remember('lead-2', 1, { stage: 'nurturing' });
    memory.remember('lead-1', 2, { stage: 'mql' });
    memory.remember('lead-3', 1, { stage: 'nurturing' });
    expect(memory.after('lead-2', 1)).toBeUndefined();
    expect(memory.after('lead-1', 2)).toEqual({ stage: 'mql' });
    expect(memory.after('lead-3', 1)).toEqual({ stage: 'nurturing' });
  });
});
