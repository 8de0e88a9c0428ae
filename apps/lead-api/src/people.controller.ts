import { Controller, Get, Inject, type OnModuleInit } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  type HttpConfig,
  type PeopleFile,
  peopleFile,
  PeopleUnreadable,
  StartupError,
} from '@tasuki/platform';
import { CONFIG, RUNTIME, type Runtime } from '@tasuki/runtime';
import { PeopleAnswerDto } from './dto/people';

@ApiTags('people')
@ApiBearerAuth()
@Controller('v1/people')
export class PeopleController implements OnModuleInit {
  private readonly people: PeopleFile;

  constructor(
    @Inject(CONFIG) { TASUKI_PEOPLE_FILE }: HttpConfig,
    @Inject(RUNTIME) private readonly runtime: Runtime,
  ) {
    this.people = peopleFile(TASUKI_PEOPLE_FILE);
  }

  /** What cannot be read at the start is told there; a later edit by a warning. */
  async onModuleInit(): Promise<void> {
    await this.people.list().catch((error: unknown) => {
      if (!(error instanceof PeopleUnreadable)) throw error;
      throw new StartupError(`The file of people cannot be read: ${error.message}.`);
    });
    this.runtime.health.add({
      name: 'people',
      isWarning: true,
      check: async () => {
        const problem = await this.people.problem();
        return problem && `the last edit of the file of people is not taken: ${problem}`;
      },
    });
  }

  @Get()
  @ApiOperation({ summary: 'Who leads are assigned to, and who is told of them' })
  @ApiOkResponse({ type: PeopleAnswerDto, description: 'Everybody.' })
  async listPeople(): Promise<PeopleAnswerDto> {
    return { items: await this.people.list() };
  }
}
