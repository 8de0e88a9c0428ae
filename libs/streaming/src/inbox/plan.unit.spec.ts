import { messageAt } from '../../testing/lead-events';
import { type Known, planOf } from './plan';

const leadId = '4b825dc6-42cb-5eb9-a060-e54bf8d69288';
const plan = (known: Partial<Known>, ...versions: readonly number[]) => {
  const delivered = versions.map((version) => messageAt({ leadId, version }));
  const { next, seen } = planOf({ version: 0, isHeld: false, ...known }, delivered);
  return { next: next.map(({ streamversion }) => streamversion), seen };
};

describe('what to do about messages of a lead', () => {
  it.each([
    ['what follows, in its order', { version: 2 }, [3, 4], { next: [3, 4], seen: 4 }],
    ['what follows, though it comes in another order', {}, [3, 1, 2], { next: [1, 2, 3], seen: 3 }],
    ['each once', { version: 1 }, [2, 2, 3, 2], { next: [2, 3], seen: 3 }],
    ['nothing that was handled', { version: 3 }, [1, 2, 3], { next: [], seen: 3 }],
    ['what stands before a gap', { version: 1 }, [2, 5, 4], { next: [2], seen: 5 }],
    ['nothing behind a gap', {}, [2, 3], { next: [], seen: 3 }],
    ['nothing while a dead letter holds it back', { isHeld: true }, [1, 2], { next: [], seen: 2 }],
    ['nothing about nothing', { version: 7 }, [], { next: [], seen: 7 }],
  ])('%s', (_, known, versions, expected) => {
    expect(plan(known, ...versions)).toEqual(expected);
  });
});
