import { ApiProperty } from '@nestjs/swagger';
import { errorCodes } from '../errors';

export class WrittenEventDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ example: 'LeadCaptured' }) type: string;
}

export class IdentityConflictDto {
  @ApiProperty({ format: 'uuid', description: 'The lead that keeps the e-mail.' })
  otherLeadId: string;
}

/** A command's answer: it is in the log, at this point. */
export class ReceiptDto {
  @ApiProperty({ format: 'uuid' }) leadId: string;
  @ApiProperty({ type: 'integer', description: "The lead's stream version after the command." })
  version: number;
  @ApiProperty({ description: 'The point in the log: opaque, in order.' }) position: string;
  @ApiProperty({ type: [WrittenEventDto], description: 'Empty when the command changed nothing.' })
  events: WrittenEventDto[];
  @ApiProperty({ type: IdentityConflictDto, required: false })
  identityConflict?: IdentityConflictDto;
}

export class InputErrorDto {
  @ApiProperty({ example: 'person.email' }) path: string;
  @ApiProperty({ example: 'is no e-mail address' }) message: string;
  @ApiProperty({ example: 'such as aiko@example.com', required: false }) allowed?: string;
}

/** RFC 9457 */
export class ProblemDto {
  @ApiProperty({ example: 'about:blank' }) type: string;
  @ApiProperty({ example: 'Conflict' }) title: string;
  @ApiProperty({ type: 'integer', example: 409 }) status: number;
  @ApiProperty({
    enum: errorCodes,
    example: 'not_allowed_in_stage',
    description: 'Stable; for programs. docs/errors.md says what each means, and what to do.',
  })
  code: string;
  @ApiProperty({ description: 'For people.' }) detail: string;
  @ApiProperty({ type: Object, required: false, description: 'What the refusal is about.' })
  details?: object;
  @ApiProperty({ type: [InputErrorDto], required: false }) errors?: InputErrorDto[];
}

/** Of one item of many: no header of the answer can be about it alone. */
export class ItemProblemDto extends ProblemDto {
  @ApiProperty({
    type: 'integer',
    required: false,
    description: 'Seconds after which trying again makes sense.',
  })
  retryAfter?: number;
}

export class BulkItemDto {
  @ApiProperty({ type: 'integer', description: 'Place in the list, from 0.' }) index: number;
  @ApiProperty({ required: false }) key?: string;
  @ApiProperty({ type: 'integer', example: 201 }) status: number;
  @ApiProperty({ type: ReceiptDto, required: false }) receipt?: ReceiptDto;
  @ApiProperty({ type: ItemProblemDto, required: false }) problem?: ItemProblemDto;
}

export class BulkAnswerDto {
  @ApiProperty({ type: [BulkItemDto], description: 'In the order of the request.' })
  results: BulkItemDto[];
}

export class TicketDto {
  @ApiProperty({ description: 'For one use.' }) ticket: string;
  @ApiProperty({ format: 'date-time' }) expiresAt: string;
}
