import { ApiProperty } from '@nestjs/swagger';
import { slaPolicyIds } from '@tasuki/definition';
import { slaStates } from '@tasuki/lead';
import { InstantField } from '../fields';
import { ReasonDto } from './reason';
import { DefinitionRefDto } from './score-answers';

export class ReplanDto extends ReasonDto {
  @InstantField({
    description: 'When it is due now, at most a year ahead; by policy and calendar if left out.',
    example: '2026-05-11T18:00:00+09:00',
    optional: true,
  })
  dueAt?: string;
}

export class SlaPauseDto {
  @ApiProperty({ format: 'date-time' }) since: string;
  @ApiProperty({ format: 'date-time', description: 'Of one that lasts: when it ends by itself.' })
  until: string;
}

const nowPaused = { type: SlaPauseDto, nullable: true, description: 'The pause that lasts.' };

/** A deadline of a lead, as lists and the lead itself show it. */
export class SlaDto {
  @ApiProperty({ format: 'uuid' }) slaId: string;
  @ApiProperty({ enum: [...slaPolicyIds], description: 'Its policy.' }) sla: string;
  @ApiProperty({
    enum: [...slaStates],
    description: 'How it stands; one that is paused is `running`. A breached one stays breached.',
  })
  state: string;
  @ApiProperty({ format: 'date-time', description: 'Done at this very instant is in time.' })
  dueAt: string;
  @ApiProperty({ format: 'date-time', description: 'From here on a warning is due.' })
  warnAt: string;
  @ApiProperty() warned: boolean;
  @ApiProperty() breached: boolean;
  @ApiProperty(nowPaused) paused: SlaPauseDto | null;
}

export class RemainingDto {
  @ApiProperty({ type: 'integer', description: 'By the clock on the wall.' }) wallMs: number;
  @ApiProperty({ type: 'integer', description: "Working time by the SLA's calendar." })
  workingMs: number;
}

/** The deadline of whoever's turn it is. */
export class DeadlineDto extends SlaDto {
  @ApiProperty({
    type: RemainingDto,
    description: 'Until `dueAt`; negative once it has passed, and standing still while paused.',
  })
  remaining: RemainingDto;
}

export class ElapsedDto {
  @ApiProperty({ type: 'integer', description: 'By the clock on the wall.' }) wallMs: number;
  @ApiProperty({ type: 'integer', description: 'How much of it was paused.' }) pausedMs: number;
  @ApiProperty({ type: 'integer', description: 'Working time outside the pauses.' })
  workingMs: number;
}

export class SlaEndedDto {
  @ApiProperty({ enum: ['met', 'cancelled'] }) how: string;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({ type: ElapsedDto, description: 'From start to end.' }) elapsed: ElapsedDto;
}

export class SlaTermsDto {
  @ApiProperty({ type: 'integer', example: 3 }) amount: number;
  @ApiProperty({ enum: ['hours', 'business_hours', 'business_days'] }) unit: string;
  @ApiProperty({ example: 0.5, description: 'Share of the way after which a warning is due.' })
  warnAt: number;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'In business days; `null`: it cannot be paused.',
  })
  longestPause: number | null;
}

export class SlaCalendarDto {
  @ApiProperty({ example: 'default' }) id: string;
  @ApiProperty({ type: 'integer', description: '0 is the built-in one.' }) version: number;
  @ApiProperty({ description: 'SHA-256 of its content, in hexadecimal digits.' }) hash: string;
}

/** With how it came about and what became of it. */
export class SlaAnswerDto extends SlaDto {
  @ApiProperty({ type: 'integer', minimum: 1 }) cycle: number;
  @ApiProperty({ format: 'date-time' }) startedAt: string;
  @ApiProperty({ format: 'uuid', description: 'The event that it began with.' }) startedBy: string;
  @ApiProperty({ type: [SlaPauseDto], description: 'Those that have ended.' })
  pauses: readonly SlaPauseDto[];
  @ApiProperty({ type: SlaEndedDto, nullable: true }) ended: SlaEndedDto | null;
  @ApiProperty({ type: SlaTermsDto, description: 'What its policy said when it was set.' })
  terms: SlaTermsDto;
  @ApiProperty({ type: DefinitionRefDto }) definition: DefinitionRefDto;
  @ApiProperty({ type: SlaCalendarDto }) calendar: SlaCalendarDto;
  @ApiProperty({ description: 'Due where the calendar does not know its holidays.' })
  beyondHorizon: boolean;
}
