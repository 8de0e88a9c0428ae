import { type DynamicModule, Module } from '@nestjs/common';
import { type Config } from '@tasuki/platform';
import { type Runtime } from './runtime';

export const RUNTIME = Symbol('Runtime');
export const CONFIG = Symbol('Config');

/** Hands the opened runtime and the configuration to every module of a process. Whoever opened the runtime closes it. */
@Module({})
export class RuntimeModule {
  static with(config: Config, runtime: Runtime): DynamicModule {
    return {
      module: RuntimeModule,
      global: true,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: RUNTIME, useValue: runtime },
      ],
      exports: [CONFIG, RUNTIME],
    };
  }
}
