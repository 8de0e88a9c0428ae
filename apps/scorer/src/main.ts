import { ConsumerConfig } from '@tasuki/platform';
import { runWorker } from '@tasuki/runtime';
import { ScorerModule } from './scorer.module';

runWorker('scorer', ScorerModule, ConsumerConfig);
