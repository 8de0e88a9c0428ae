import { Controller, Get, Inject, Res } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { readGate, readModels } from '@tasuki/read-models';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { type FastifyReply } from 'fastify';
import { Public } from './auth.guard';
import { LiveDto, ReadyDto } from './dto/health-answers';

/** For whoever runs the process; no token, and nothing about any lead. */
@ApiTags('operation')
@Public()
@Controller()
export class HealthController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {
    const gate = readGate(runtime.pool);
    runtime.health.add({
      name: 'read_models',
      check: async () => {
        const building = await gate.notLive(readModels.map(({ table }) => table));
        return building.length === 0 ? undefined : `being built: ${building.join(', ')}`;
      },
    });
  }

  @Get('health/live')
  @ApiOperation({ summary: 'The process runs' })
  @ApiOkResponse({ type: LiveDto, description: 'It runs.' })
  readLiveness(): LiveDto {
    return { status: 'live' };
  }

  @Get('health/ready')
  @ApiOperation({ summary: 'It can take commands and answer queries' })
  @ApiOkResponse({ type: ReadyDto, description: 'It can.' })
  @ApiServiceUnavailableResponse({ type: ReadyDto, description: 'It cannot; see `problems`.' })
  async readReadiness(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadyDto> {
    const report = await this.runtime.health.report();
    if (report.status !== 'ready') void reply.status(503);
    return report;
  }

  @Get('metrics')
  @ApiOperation({ summary: 'Figures for Prometheus' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' }, description: 'Prometheus text format.' })
  async readMetrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { metrics } = this.runtime;
    void reply.type(metrics.contentType);
    return metrics.text();
  }
}
