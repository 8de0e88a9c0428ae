import { leadMessages } from '@tasuki/lead-messages';
import { consumerParts, type ConsumingConfig, type Runtime } from '@tasuki/runtime';
import { factTypes } from '@tasuki/scoring';
import { discardedVersions, leadConsumer, type LeadConsumer } from '@tasuki/streaming';
import { scoreFact } from './score-fact';

const group = 'scorer';
const facts: ReadonlySet<string> = new Set(factTypes.map((type) => leadMessages[type].type));

/**
 * Scores each live fact as its message comes in; any number of instances share the leads. What was
 * imported is not scored by itself. To be called once in a process.
 */
export function openScorer(
  runtime: Pick<Runtime, 'log' | 'pool' | 'leads' | 'definitions' | 'logger' | 'health'>,
  config: ConsumingConfig,
): LeadConsumer {
  const parts = { ...runtime, discarded: discardedVersions(runtime.pool, group) };
  let isAway = true;
  runtime.health.add({
    name: 'scorer',
    check: () => (isAway ? 'the stream of messages is away' : undefined),
  });
  return leadConsumer(consumerParts(runtime, config, 'tasuki-scorer'), {
    group,
    from: 'beginning',
    effect: {
      wants: ({ type, data }) => facts.has(type) && data.imported !== true,
      send: (message) => scoreFact(message, parts),
    },
    onState: (state) => (isAway = state === 'away'),
  });
}
