import { type DynamicModule, Module } from '@nestjs/common';
import { type HttpConfig } from '@tasuki/platform';
import { type Runtime, RuntimeModule } from '@tasuki/runtime';
import { LeadApiModule } from '../../lead-api/src/lead-api.module';
import { NotifierModule } from '../../notifier/src/notifier.module';
import { ProjectorModule } from '../../projector/src/projector.module';
import { ScorerModule } from '../../scorer/src/scorer.module';

/** Every module in one process: the only app that knows the others. */
@Module({})
export class StandaloneModule {
  static with(config: HttpConfig, runtime: Runtime): DynamicModule {
    return {
      module: StandaloneModule,
      imports: [
        RuntimeModule.with(config, runtime),
        LeadApiModule,
        ProjectorModule,
        ScorerModule,
        NotifierModule,
      ],
    };
  }
}
