import { Controller, Get, Inject } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { PeopleAnswerDto } from './dto/people';

@ApiTags('people')
@ApiBearerAuth()
@Controller('v1/people')
export class PeopleController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  @Get()
  @ApiOperation({ summary: 'Who leads are assigned to, and who is told of them' })
  @ApiOkResponse({ type: PeopleAnswerDto, description: 'Everybody.' })
  async listPeople(): Promise<PeopleAnswerDto> {
    const { people } = await this.runtime.peopleFile.read();
    return { items: people };
  }
}
