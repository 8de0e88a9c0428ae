import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { type FastifyReply } from 'fastify';
import { Public } from './auth.guard';

@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  @Get('live')
  @ApiOperation({ summary: 'The process runs' })
  live() {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'It can take commands and answer queries' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const problems = await this.runtime.health.problems();
    if (problems.length > 0) void reply.status(503);
    return { status: problems.length === 0 ? 'ready' : 'not_ready', problems };
  }
}
