import { runWorker } from '@tasuki/runtime';
import { ScorerModule } from './scorer.module';

runWorker('scorer', ScorerModule);
