import { ApiProperty } from '@nestjs/swagger';
import { mqlQueue, tableOf } from '@tasuki/read-models';
import { BooleanField, TextField } from '../fields';

const aTable = tableOf(mqlQueue);

export class RebuildDto {
  @BooleanField({
    description: 'Let it take over although it parked what the present one has applied.',
    example: false,
    optional: true,
  })
  acceptParked?: boolean;
}

export class DiscardDto {
  @TextField({
    description: 'Why the event is left out for ever; kept, and no place for personal data.',
    example: 'written twice by a broken import',
    max: 500,
  })
  reason: string;
}

export class ReadModelDto {
  @ApiProperty({ example: 'mql_queue' }) readModel: string;
  @ApiProperty({ type: 'integer', example: 1 }) version: number;
  @ApiProperty({ example: aTable, description: 'The table that it is kept in.' })
  target: string;
  @ApiProperty({ enum: ['building', 'live'], description: 'Queries see what is live.' })
  state: string;
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Why it does not take over by itself.',
  })
  blocked: string | null;
  @ApiProperty({ type: 'string', nullable: true, description: 'The last position it has applied.' })
  position: string | null;
  @ApiProperty({ description: 'The last position of the log.' }) head: string;
  @ApiProperty({ type: 'integer', description: 'Streams that it cannot apply.' }) parked: number;
}

export class ReadModelsAnswerDto {
  @ApiProperty({ type: [ReadModelDto] }) items: ReadModelDto[];
}

export class ParkedDto {
  @ApiProperty({ example: aTable }) target: string;
  @ApiProperty({ example: 'lead-4b825dc6-42cb-5eb9-a060-e54bf8d69288' }) stream: string;
  @ApiProperty({ type: 'integer', description: 'Of the event that cannot be applied.' })
  version: number;
  @ApiProperty({ format: 'uuid' }) eventId: string;
  @ApiProperty({ example: 'LeadActivityRecorded' }) eventType: string;
  @ApiProperty() position: string;
  @ApiProperty({ description: 'What went wrong.' }) reason: string;
  @ApiProperty({ type: 'integer', description: 'How often it was tried.' }) tries: number;
  @ApiProperty({ format: 'date-time' }) parkedAt: string;
}

export class ParkedAnswerDto {
  @ApiProperty({ type: [ParkedDto], description: 'In the order of the log.' }) items: ParkedDto[];
}

export class DiscardedDto {
  @ApiProperty({ example: mqlQueue.name, description: 'The read model that leaves it out.' })
  projection: string;
  @ApiProperty({ example: 'lead-4b825dc6-42cb-5eb9-a060-e54bf8d69288' }) stream: string;
  @ApiProperty({ type: 'integer', description: 'Of the event in its stream.' }) version: number;
  @ApiProperty({ format: 'uuid' }) eventId: string;
  @ApiProperty({ description: 'Why.' }) reason: string;
  @ApiProperty({ example: 'mika', description: 'By whom.' }) discardedBy: string;
  @ApiProperty({ format: 'date-time' }) discardedAt: string;
}

export class DiscardedAnswerDto {
  @ApiProperty({ type: [DiscardedDto], description: 'In the order in which it was discarded.' })
  items: DiscardedDto[];
}

export class RetriedDto {
  @ApiProperty({ type: 'integer', description: 'Events applied now.' }) applied: number;
  @ApiProperty({
    type: ParkedDto,
    required: false,
    description: 'Where it is parked again; left out when the stream is whole.',
  })
  parked?: ParkedDto;
}
