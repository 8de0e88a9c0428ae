export { addConsumerLag } from './consumer-lag';
export { consumerParts, type ConsumingConfig } from './consumer-parts';
export { leadReader, type LeadReader } from './lead-reader';
export { openHome, type Home } from './home';
export { openLog, type OpenLog } from './open-log';
export { migrations, openRuntime, registry, type Runtime } from './runtime';
export { CONFIG, RUNTIME, RuntimeModule } from './runtime.module';
export { runWorker } from './worker.module';
