export { openHome, type Home } from './home';
export { openRuntime, registry, type Runtime } from './runtime';
export { CONFIG, RUNTIME, RuntimeModule } from './runtime.module';
export { runWorker } from './worker.module';
