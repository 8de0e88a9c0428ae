import { RelayConfig } from '@tasuki/platform';
import { runWorker } from '@tasuki/runtime';
import { RelayModule } from './relay.module';

runWorker('relay', RelayModule, RelayConfig);
