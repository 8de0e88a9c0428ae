import { ApiProperty } from '@nestjs/swagger';
import { departments } from '@tasuki/domain';
import { stages } from '@tasuki/lead';
import { DeadlineDto } from './slas';

const nextPage = {
  type: 'string',
  nullable: true,
  description: '`cursor` of the next page; `null` on the last.',
} as const;
const verdicts = ['met', 'not_met', 'unknown'];

/** What every list shows of a lead. */
export class ListedLeadDto {
  @ApiProperty({ format: 'uuid' }) leadId: string;
  @ApiProperty({ type: 'integer', minimum: 1 }) cycle: number;
  @ApiProperty({ type: 'number', nullable: true, description: '`null`: never scored.' })
  score: number | null;
  @ApiProperty({ type: 'string', nullable: true, description: '`null`: not told, or erased.' })
  name: string | null;
  @ApiProperty({ type: 'string', nullable: true }) company: string | null;
  @ApiProperty({ type: 'string', nullable: true }) channel: string | null;
  @ApiProperty({ type: 'string', nullable: true }) assignee: string | null;
  @ApiProperty({
    enum: [true],
    type: 'boolean',
    required: false,
    description: 'An event of this lead could not be applied: this row is older than the log.',
  })
  parked?: true;
}

export class QueuedLeadDto extends ListedLeadDto {
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, description: 'Waiting.' })
  since: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Since then, on the wall.' })
  waitingMs: number | null;
  @ApiProperty({
    type: DeadlineDto,
    nullable: true,
    description: '`null`: none runs, as for an imported lead.',
  })
  deadline: DeadlineDto | null;
}

export class MqlQueueItemDto extends QueuedLeadDto {
  @ApiProperty({ enum: ['score', 'person', 'import'], type: 'string', nullable: true })
  qualifiedBy: string | null;
}

export class LastContactDto {
  @ApiProperty({ example: 'phone' }) channel: string;
  @ApiProperty({ example: 'connected' }) outcome: string;
  @ApiProperty({ format: 'date-time' }) at: string;
}

export class VerdictsDto {
  @ApiProperty({ enum: verdicts }) budget: string;
  @ApiProperty({ enum: verdicts }) authority: string;
  @ApiProperty({ enum: verdicts }) need: string;
  @ApiProperty({ enum: verdicts }) timing: string;
}

export class ReturnedDto {
  @ApiProperty({ example: 'no_budget' }) reason: string;
  @ApiProperty({ format: 'date-time' }) at: string;
}

export class IsQueueItemDto extends QueuedLeadDto {
  @ApiProperty({ type: 'integer', description: 'To reach the lead, in this cycle.' })
  attempts: number;
  @ApiProperty({ type: LastContactDto, nullable: true }) lastContact: LastContactDto | null;
  @ApiProperty({ type: VerdictsDto, nullable: true, description: '`null`: not assessed.' })
  bant: VerdictsDto | null;
  @ApiProperty({ type: ReturnedDto, nullable: true, description: 'By sales, the last time.' })
  returned: ReturnedDto | null;
}

export class UntouchedItemDto extends QueuedLeadDto {
  @ApiProperty({ enum: [...departments], type: 'string', nullable: true })
  handedTo: string | null;
}

export class QueueCountsDto {
  @ApiProperty({ enum: ['mql', 'is', 'sql', 'untouched'] }) queue: string;
  @ApiProperty({ type: 'integer' }) waiting: number;
  @ApiProperty({ type: 'integer', description: 'Assigned to whoever asks.' }) mine: number;
  @ApiProperty({ type: 'integer', description: "Nobody's." }) unassigned: number;
  @ApiProperty({ type: 'integer', description: 'Their deadline comes near.' }) warned: number;
  @ApiProperty({ type: 'integer', description: 'Their deadline has passed.' }) breached: number;
  @ApiProperty({ type: 'integer', description: 'Their deadline is paused.' }) paused: number;
}

export class QueueCountsAnswerDto {
  @ApiProperty({ type: [QueueCountsDto] }) items: readonly QueueCountsDto[];
}

export class SqlQueueItemDto extends QueuedLeadDto {
  @ApiProperty({ type: VerdictsDto, nullable: true, description: '`null`: not assessed.' })
  bant: VerdictsDto | null;
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Why it is an SQL though the criteria are not met; `null` when they are.',
  })
  override: string | null;
}

export class DirectoryEntryDto extends ListedLeadDto {
  @ApiProperty({ enum: [...stages] }) stage: string;
  @ApiProperty({ format: 'date-time' }) capturedAt: string;
  @ApiProperty({ type: 'string', nullable: true, description: 'Who works the deal.' })
  owner: string | null;
}

export class MqlQueueAnswerDto {
  @ApiProperty({ type: [MqlQueueItemDto] }) items: readonly MqlQueueItemDto[];
  @ApiProperty(nextPage) next: string | null;
}

export class IsQueueAnswerDto {
  @ApiProperty({ type: [IsQueueItemDto] }) items: readonly IsQueueItemDto[];
  @ApiProperty(nextPage) next: string | null;
}

export class SqlQueueAnswerDto {
  @ApiProperty({ type: [SqlQueueItemDto] }) items: readonly SqlQueueItemDto[];
  @ApiProperty(nextPage) next: string | null;
}

export class UntouchedAnswerDto {
  @ApiProperty({ type: [UntouchedItemDto] }) items: readonly UntouchedItemDto[];
  @ApiProperty(nextPage) next: string | null;
}

export class DirectoryAnswerDto {
  @ApiProperty({ type: [DirectoryEntryDto] }) items: readonly DirectoryEntryDto[];
  @ApiProperty(nextPage) next: string | null;
}
