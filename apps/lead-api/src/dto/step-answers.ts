import { ApiProperty } from '@nestjs/swagger';
import { DefinitionRefDto } from './score-answers';

const note = 'Kept sealed; `null` when it was erased.';
const verdicts = ['met', 'not_met', 'unknown'];

export class MoneyAnswerDto {
  @ApiProperty({ example: '1200000', description: 'A decimal string.' }) amount: string;
  @ApiProperty({ example: 'JPY' }) currency: string;
}

/** A step of a lead: the event that took it, with its note opened. */
export class StepDto {
  @ApiProperty({ type: 'integer', minimum: 1 }) cycle: number;
  @ApiProperty({ format: 'date-time', required: false, description: 'When, if it was told.' })
  occurredAt?: string;
  @ApiProperty({ type: DefinitionRefDto, required: false }) definition?: DefinitionRefDto;
  @ApiProperty({ enum: ['import'], required: false, description: 'History, not news.' })
  by?: 'import';
  @ApiProperty({ type: 'string', nullable: true, required: false, description: note })
  note?: string | null;
}

export class ContactAnswerDto extends StepDto {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'In this cycle.' }) attempt: number;
  @ApiProperty({ example: 'phone' }) channel: string;
  @ApiProperty({ example: 'connected' }) outcome: string;
  @ApiProperty({ description: 'It made the MQL `contacted`.' }) firstContact: boolean;
}

export class ContactsDto {
  @ApiProperty({ type: 'integer', description: 'In this cycle.' }) attempts: number;
  @ApiProperty({ type: ContactAnswerDto, nullable: true }) last: ContactAnswerDto | null;
}

export class CriterionAnswerDto {
  @ApiProperty({ enum: verdicts }) verdict: string;
  @ApiProperty({ type: 'string', nullable: true, required: false, description: note })
  note?: string | null;
}

export class BantAnswerDto {
  @ApiProperty({ type: CriterionAnswerDto }) budget: CriterionAnswerDto;
  @ApiProperty({ type: CriterionAnswerDto }) authority: CriterionAnswerDto;
  @ApiProperty({ type: CriterionAnswerDto }) need: CriterionAnswerDto;
  @ApiProperty({ type: CriterionAnswerDto }) timing: CriterionAnswerDto;
}

/** A won deal has a value, a lost one a reason. */
export class OutcomeDto extends StepDto {
  @ApiProperty({ type: MoneyAnswerDto, required: false }) value?: MoneyAnswerDto;
  @ApiProperty({ required: false, example: 'price' }) reason?: string;
  @ApiProperty({ format: 'date', required: false }) closedOn?: string;
  @ApiProperty({ required: false }) product?: string;
  @ApiProperty({ required: false }) competitor?: string;
}

export class CustomerValueAnswerDto {
  @ApiProperty({ type: 'integer', minimum: 1 }) cycle: number;
  @ApiProperty({ type: MoneyAnswerDto, required: false }) lifetimeValue?: MoneyAnswerDto;
  @ApiProperty({ format: 'date', required: false }) churnedOn?: string;
  @ApiProperty({ format: 'date' }) asOf: string;
}

export class FeedbackAnswerDto {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 5 }) rating: number;
  @ApiProperty({ type: 'string', nullable: true, required: false, description: note })
  note?: string | null;
}
