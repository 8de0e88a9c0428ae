import { ConsumerConfig } from '@tasuki/platform';
import { runWorker } from '@tasuki/runtime';
import { NotifierModule } from './notifier.module';

runWorker('notifier', NotifierModule, ConsumerConfig);
