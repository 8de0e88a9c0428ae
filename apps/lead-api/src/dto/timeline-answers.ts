import { ApiProperty } from '@nestjs/swagger';
import { leadEvents } from '@tasuki/lead';

export class ActorDto {
  @ApiProperty({ example: 'aiko' }) subject: string;
  @ApiProperty({ type: 'string', nullable: true, example: 'inside_sales' })
  department: string | null;
  @ApiProperty({ required: false }) onBehalfOf?: string;
}

/** One happening: in words, and as it stands in the log with what was sealed opened. */
export class TimelineItemDto {
  @ApiProperty({ type: 'integer', description: "Its place in the lead's stream, from 1." })
  version: number;
  @ApiProperty({ format: 'uuid' }) eventId: string;
  @ApiProperty({ enum: Object.keys(leadEvents) }) type: string;
  @ApiProperty({
    description: 'Who, what, when and why, in one or two sentences.',
    example:
      'On 2026-05-01 at 01:00 UTC, aiko (inside sales) recorded: contact attempt 1 by phone: no answer.',
  })
  text: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'By type.' })
  data: object;
  @ApiProperty({ type: ActorDto }) actor: ActorDto;
  @ApiProperty({ format: 'date-time', description: 'When Tasuki recorded it.' })
  recordedAt: string;
  @ApiProperty({ format: 'date-time', description: 'When it happened; else as `recordedAt`.' })
  occurredAt: string;
}

export class TimelineAnswerDto {
  @ApiProperty({ type: [TimelineItemDto], description: 'Oldest first.' })
  items: readonly TimelineItemDto[];
  @ApiProperty({ type: 'integer', nullable: true, description: '`after` of the next page.' })
  next: number | null;
}
