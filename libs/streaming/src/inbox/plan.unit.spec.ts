import { messageAt } from '../../testing/lead-events';
import { type Known, nextOf } from './plan';

const leadId = '4b825dc6-42cb-5eb9-a060-e54bf8d69288';
const next = (known: Partial<Known>, ...versions: readonly number[]) => {
  const delivered = versions.map((version) => messageAt({ leadId, version }));
  return nextOf({ version: 0, isHeld: false, ...known }, delivered).map(
    ({ streamversion }) => streamversion,
  );
};

describe('what to do about messages of a lead', () => {
  it.each([
    ['what follows, in its order', { version: 2 }, [3, 4], [3, 4]],
    ['what follows, though it comes in another order', {}, [3, 1, 2], [1, 2, 3]],
    ['each once', { version: 1 }, [2, 2, 3, 2], [2, 3]],
    ['nothing that was handled', { version: 3 }, [1, 2, 3], []],
    ['what stands before a gap', { version: 1 }, [2, 5, 4], [2]],
    ['nothing behind a gap', {}, [2, 3], []],
    ['nothing while a dead letter holds it back', { isHeld: true }, [1, 2], []],
    ['nothing about nothing', { version: 7 }, [], []],
  ])('%s', (_, known, versions, expected) => {
    expect(next(known, ...versions)).toEqual(expected);
  });
});
