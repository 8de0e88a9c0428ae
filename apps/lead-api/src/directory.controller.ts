import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { leadDirectory, leadDirectoryPage } from '@tasuki/read-models';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { DirectoryAnswerDto } from './dto/list-answers';
import { DirectoryQueryDto } from './dto/queries';
import { InvalidInput } from './problem';
import { ReadsFrom } from './read-guard';
import { listView } from './views';

@ApiTags('leads')
@ApiBearerAuth()
@Controller('v1/directory')
export class DirectoryController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  @Get()
  @ApiOperation({
    summary: 'All leads, or those that match every filter given',
    description: 'The latest captured come first; with `company`, by company name.',
  })
  @ApiOkResponse({ type: DirectoryAnswerDto, description: 'A page of the directory.' })
  @ReadsFrom(leadDirectory)
  async listLeads(@Query() query: DirectoryQueryDto): Promise<DirectoryAnswerDto> {
    const { pool, personalData } = this.runtime;
    const known = await this.knownBy(query);
    if (known.length > 1 || known.includes(undefined)) return { items: [], next: null };
    return listView(await leadDirectoryPage(pool, { ...query, leadId: known[0] }), personalData);
  }

  /** The leads that bear the identities asked for; `undefined` for one that nobody bears. */
  private async knownBy({ email, externalSystem, externalId }: DirectoryQueryDto) {
    const { leads } = this.runtime;
    const found: Promise<string | undefined>[] = [];
    if (email !== undefined) found.push(leads.find({ email }));
    if (externalSystem !== undefined && externalId !== undefined) {
      found.push(leads.find({ external: { system: externalSystem, id: externalId } }));
    } else if (externalSystem !== undefined || externalId !== undefined) {
      const allowed = 'externalSystem and externalId together';
      throw new InvalidInput([
        { path: 'externalId', message: 'does not name one identity', allowed },
      ]);
    }
    return [...new Set(await Promise.all(found))];
  }
}
