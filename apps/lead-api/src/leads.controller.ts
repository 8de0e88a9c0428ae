import { Body, Controller, Get, Headers, HttpCode, Inject, Post, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { refuse } from '@tasuki/domain';
import { leadStream } from '@tasuki/lead';
import {
  findLeadDetails,
  LeadDiscarded,
  leadDetails,
  leadTimeline,
  leadTimelinePage,
  listDiscarded,
  type Projection,
  ReadModelBehind,
} from '@tasuki/read-models';
import { RUNTIME, type Runtime } from '@tasuki/runtime';
import { type FastifyReply } from 'fastify';
import { answerEach } from './bulk';
import { BulkAnswerDto, ReceiptDto } from './dto/answers';
import { BulkCapturesDto, bulkItems, KeyedCaptureDto } from './dto/bulk';
import { CaptureDto, captureCommand } from './dto/capture';
import { FoundLeadDto, LeadAnswerDto } from './dto/lead-answers';
import { FindLeadQuery, languageOf, TimelineQuery } from './dto/queries';
import { ScoreAnswerDto } from './dto/score-answers';
import { TimelineAnswerDto } from './dto/timeline-answers';
import { CommandHeaders, CorrelationHeader } from './headers';
import { LeadDoor, type Sender } from './lead-door';
import { InvalidInput } from './problem';
import { ReadsFrom } from './read-guard';
import { leadScore } from './lead-score';
import { LeadId, LeadIdParam } from './lead-id';
import { RequestSender } from './sender';
import { leadView, receiptView, timelineView } from './views';

const etag = {
  description: 'The version that `If-Match` of a command names.',
  schema: { type: 'string', example: '"17"' },
} as const;

@ApiTags('leads')
@ApiBearerAuth()
@Controller('v1/leads')
export class LeadsController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    private readonly door: LeadDoor,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Capture a lead',
    description: 'A known external id or e-mail: what this capture adds goes to the known lead.',
  })
  @CommandHeaders()
  @ApiCreatedResponse({ type: ReceiptDto, description: 'A new lead.' })
  @ApiOkResponse({ type: ReceiptDto, description: 'The lead was known.' })
  async captureLead(
    @Body() body: CaptureDto,
    @RequestSender() sender: Sender,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { receipt, status } = await this.captureOne(body, sender);
    void reply.status(status);
    return receiptView(receipt);
  }

  @Post('bulk')
  @HttpCode(200)
  @ApiOperation({ summary: 'Capture up to 1,000 leads, answered one by one' })
  @ApiBody({ type: BulkCapturesDto })
  @CorrelationHeader()
  @ApiOkResponse({ type: BulkAnswerDto, description: 'What became of each.' })
  captureLeads(@Body() body: unknown, @RequestSender() sender: Sender) {
    const items = bulkItems(body);
    return answerEach(KeyedCaptureDto, items, this.runtime.logger, ({ key, ...dto }) =>
      this.captureOne(dto, { ...sender, key }),
    );
  }

  @Get()
  @ApiOperation({ summary: 'Find a lead by its e-mail or its external id' })
  @ApiOkResponse({ type: FoundLeadDto, description: 'Whose they are.' })
  async findLead(@Query() query: FindLeadQuery): Promise<FoundLeadDto> {
    const by = identityOf(query);
    const leadId = await this.runtime.leads.find(by);
    if (leadId === undefined) throw notFound();
    return { leadId };
  }

  @Get(':leadId')
  @ApiOperation({ summary: 'One lead', description: '`ETag` names its version.' })
  @LeadIdParam()
  @ReadsFrom(leadDetails)
  @ApiOkResponse({ type: LeadAnswerDto, description: 'The lead.', headers: { ETag: etag } })
  async readLead(
    @LeadId() leadId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LeadAnswerDto> {
    const details = await findLeadDetails(this.runtime.pool, leadId);
    if (details === undefined) throw await this.missing(leadId, leadDetails);
    void reply.header('etag', `"${details.etag}"`);
    return leadView(details, await this.runtime.personalData.vault(leadId));
  }

  @Get(':leadId/timeline')
  @ApiOperation({ summary: 'What happened, in words and data, oldest first' })
  @LeadIdParam()
  @ReadsFrom(leadTimeline)
  @ApiHeader({
    name: 'accept-language',
    description: 'Of `text`, where `lang` does not say.',
    schema: { type: 'string', example: 'ja, en;q=0.8' },
  })
  @ApiOkResponse({ type: TimelineAnswerDto, description: 'A page of its history.' })
  async readTimeline(
    @LeadId() leadId: string,
    @Query() { after, limit, lang }: TimelineQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('accept-language') accepted?: string,
  ): Promise<TimelineAnswerDto> {
    const { pool, personalData } = this.runtime;
    const entries = await leadTimelinePage(pool, { leadId, after, limit });
    if (entries.length === 0 && after === 0) throw await this.missing(leadId, leadTimeline);
    const vault = await personalData.vault(leadId);
    const language = languageOf(lang, accepted);
    void reply.headers({ 'content-language': language, vary: 'Accept-Language' });
    return {
      items: entries.map((entry) => timelineView(entry, vault, language)),
      next: entries.length === limit ? entries.at(-1)!.version : null,
    };
  }

  @Get(':leadId/score')
  @ApiOperation({
    summary: 'The score explained',
    description: '`recorded`: the last score in the log; `now`: decayed to this moment.',
  })
  @LeadIdParam()
  @ApiOkResponse({ type: ScoreAnswerDto, description: 'The score.' })
  async explainScore(@LeadId() leadId: string): Promise<ScoreAnswerDto> {
    const history = await this.runtime.leads.history(leadId);
    if (history.length === 0) throw notFound(leadId);
    return { leadId, ...leadScore(history, this.runtime) };
  }

  /** Never an old answer: what the log has and the read model has not is not "not found". */
  private async missing(
    leadId: string,
    { name: projection }: Pick<Projection<never>, 'name'>,
  ): Promise<Error> {
    const history = await this.runtime.leads.history(leadId);
    if (history.length === 0) return notFound(leadId);
    const stream = leadStream(leadId);
    const discarded = await listDiscarded(this.runtime.pool, { projection, stream });
    const left = new Set(discarded.map(({ version }) => version));
    // Then asking again is no use: what is in the log makes no row.
    const isLeftOut = history.every(({ version }) => left.has(version));
    return isLeftOut ? new LeadDiscarded(leadId) : new ReadModelBehind();
  }

  private async captureOne(dto: CaptureDto, sender: Sender) {
    const receipt = await this.door.send(null, captureCommand(dto), sender);
    const isNew = receipt.events.some(({ type }) => type === 'LeadCaptured');
    return { receipt, status: isNew ? 201 : 200 };
  }
}

function identityOf({ email, externalSystem, externalId }: FindLeadQuery) {
  const isExternal = externalSystem !== undefined && externalId !== undefined;
  const isHalf = (externalSystem === undefined) !== (externalId === undefined);
  if (email !== undefined && externalSystem === undefined && !isHalf) return { email };
  if (isExternal && email === undefined) {
    return { external: { system: externalSystem, id: externalId } };
  }
  const allowed = 'either email, or externalSystem and externalId';
  throw new InvalidInput([{ path: 'email', message: 'does not name one identity', allowed }]);
}

function notFound(leadId?: string) {
  return refuse('lead_not_found', 'there is no such lead', leadId ? { leadId } : {});
}
