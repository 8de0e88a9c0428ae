import { leadMessages } from '@tasuki/lead-messages';
import { consumerParts, type ConsumingConfig, type Runtime } from '@tasuki/runtime';
import { factTypes } from '@tasuki/scoring';
import { leadConsumer, type LeadConsumer } from '@tasuki/streaming';
import { scoreFact, scorerGroup, type ScorerParts } from './score-fact';

const facts: ReadonlySet<string> = new Set(factTypes.map((type) => leadMessages[type].type));

/**
 * Scores each live fact as its message comes in; any number of instances share the leads. What was
 * imported is not scored by itself. To be called once in a process.
 */
export function openScorer(
  runtime: ScorerParts & Pick<Runtime, 'logger' | 'health'>,
  config: ConsumingConfig,
): LeadConsumer {
  let isAway = true;
  runtime.health.add({
    name: 'scorer',
    check: () => (isAway ? 'the stream of messages is away' : undefined),
  });
  return leadConsumer(consumerParts(runtime, config, 'tasuki-scorer'), {
    group: scorerGroup,
    from: 'beginning',
    effect: {
      wants: ({ type, data }) => facts.has(type) && data.imported !== true,
      send: (message) => scoreFact(message, runtime),
    },
    onState: (state) => (isAway = state === 'away'),
  });
}
