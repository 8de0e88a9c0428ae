import { ApiProperty } from '@nestjs/swagger';
import { slaPolicyIds } from '@tasuki/definition';
import { slaStates } from '@tasuki/lead';
import { DefinitionRefDto } from './score-answers';
import { ElapsedDto, SlaCalendarDto, SlaPauseDto, SlaTermsDto } from './slas';

export class CauseDto {
  @ApiProperty({ format: 'uuid' }) eventId: string;
  @ApiProperty({ example: 'SlaStarted' }) type: string;
  @ApiProperty({ type: 'integer', description: "In the lead's stream." }) version: number;
  @ApiProperty({ format: 'date-time' }) recordedAt: string;
}

const anyValue = {
  oneOf: [
    { type: 'string' },
    { type: 'boolean' },
    { type: 'object', additionalProperties: true },
    { type: 'array', items: { type: 'object', additionalProperties: true } },
    { type: 'null' },
  ],
};

export class CheckDto {
  @ApiProperty({ type: CauseDto, description: 'What recorded it, or lacks it.' }) event: CauseDto;
  @ApiProperty({ example: 'the deadline' }) what: string;
  @ApiProperty({ ...anyValue, description: 'As the event has it; `null`: nothing.' })
  recorded: unknown;
  @ApiProperty({
    ...anyValue,
    required: false,
    description: 'As it comes out now; left out when nothing does.',
  })
  recomputed?: unknown;
  @ApiProperty() agrees: boolean;
}

export class CountedIntervalDto {
  @ApiProperty({ format: 'date-time' }) from: string;
  @ApiProperty({ format: 'date-time' }) to: string;
  @ApiProperty({ type: 'integer' }) ms: number;
}

export class LeftDto {
  @ApiProperty({ type: 'integer' }) ms: number;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Closes of business, by which business days count; `null` in other units.',
  })
  closes: number | null;
}

export class CountedDto {
  @ApiProperty({ type: [CountedIntervalDto] }) intervals: readonly CountedIntervalDto[];
  @ApiProperty({ type: 'integer', description: 'All of them together.' }) ms: number;
  @ApiProperty({
    type: LeftDto,
    nullable: true,
    description:
      'While it is paused (or if it ended so): what was left from the beginning of the pause; else `null`.',
  })
  left: LeftDto | null;
}

export class ProofCalendarDto extends SlaCalendarDto {
  @ApiProperty({ example: 'Asia/Tokyo' }) zone: string;
}

/** One deadline, computed again from the log; where something else was recorded, a check says so. */
export class SlaProofDto {
  @ApiProperty({ format: 'uuid' }) slaId: string;
  @ApiProperty({ enum: [...slaPolicyIds] }) sla: string;
  @ApiProperty({ type: 'integer', minimum: 1 }) cycle: number;
  @ApiProperty({ type: SlaTermsDto }) terms: SlaTermsDto;
  @ApiProperty({ type: DefinitionRefDto }) definition: DefinitionRefDto;
  @ApiProperty({ type: ProofCalendarDto }) calendar: ProofCalendarDto;
  @ApiProperty({ format: 'date-time' }) startedAt: string;
  @ApiProperty({ format: 'date-time' }) warnAt: string;
  @ApiProperty({
    format: 'date-time',
    description: 'While it is paused it stands still; it moves when it goes on.',
  })
  dueAt: string;
  @ApiProperty({ type: [SlaPauseDto] }) pauses: readonly SlaPauseDto[];
  @ApiProperty({
    type: CountedDto,
    description:
      'The time from start to deadline that counts in its unit, outside the pauses; up to one that lasts.',
  })
  counted: CountedDto;
  @ApiProperty({ type: [CauseDto], description: 'In the order of the stream.' })
  causes: readonly CauseDto[];
  @ApiProperty({ enum: [...slaStates] }) verdict: string;
  @ApiProperty({ type: ElapsedDto, nullable: true, description: '`null` while it is open.' })
  elapsed: ElapsedDto | null;
  @ApiProperty({ type: [CheckDto] }) checks: readonly CheckDto[];
  @ApiProperty({ description: 'All that was recorded is what comes out now.' }) holds: boolean;
}
