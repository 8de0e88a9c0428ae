import { runWorker } from '@tasuki/runtime';
import { ProjectorModule } from './projector.module';

runWorker('projector', ProjectorModule);
