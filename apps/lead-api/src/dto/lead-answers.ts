import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { departments } from '@tasuki/domain';
import { identityKinds, seniorities, stages } from '@tasuki/lead';
import { IdentityConflictDto } from './answers';
import { CompanyDto, ExternalIdDto, SourceDto } from './capture';
import {
  BantAnswerDto,
  ContactsDto,
  CustomerValueAnswerDto,
  FeedbackAnswerDto,
  OutcomeDto,
} from './step-answers';
import { DefinitionRefDto } from './score-answers';
import { SlaAnswerDto } from './slas';

const person = 'Kept sealed; `null` when it was erased.';

export class FoundLeadDto {
  @ApiProperty({ format: 'uuid' }) leadId: string;
}

export class PersonAnswerDto {
  @ApiProperty({ type: 'string', nullable: true, required: false, description: person })
  name?: string | null;
  @ApiProperty({ type: 'string', nullable: true, required: false, description: person })
  email?: string | null;
  @ApiProperty({ type: 'string', nullable: true, required: false, description: person })
  phone?: string | null;
  @ApiProperty({ required: false }) role?: string;
  @ApiProperty({ enum: [...seniorities], required: false }) seniority?: string;
}

export class ConsentStateDto {
  @ApiProperty() given: boolean;
  @ApiProperty({ required: false, description: 'Legal basis.' }) basis?: string;
  @ApiProperty({ format: 'date-time' }) at: string;
}

export class LeadScoreDto {
  @ApiProperty() total: number;
  @ApiProperty() behaviour: number;
  @ApiProperty() attribute: number;
  @ApiProperty({ format: 'date-time' }) asOf: string;
  @ApiProperty({ type: DefinitionRefDto }) definition: DefinitionRefDto;
}

export class AssigneeDto {
  @ApiProperty({ example: 'aiko' }) assignee: string;
  @ApiProperty({ enum: [...departments] }) department: string;
}

export class MarketingQualifiedDto {
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({ enum: ['score', 'person', 'import'] }) by: string;
}

export class StageReasonDto {
  @ApiProperty({ example: 'returned', description: 'What it is the reason of.' }) of: string;
  @ApiProperty({ example: 'no_budget' }) reason: string;
}

/** A lead as it is now, with what it has of each step of the present cycle. */
@ApiExtraModels(ConsentStateDto)
export class LeadAnswerDto {
  @ApiProperty({ format: 'uuid' }) leadId: string;
  @ApiProperty({ type: 'integer', description: "Of the lead's stream." }) version: number;
  @ApiProperty({ enum: [...stages] }) stage: string;
  @ApiProperty({ type: 'integer', minimum: 1 }) cycle: number;
  @ApiProperty({ description: 'Its capture is imported history.' }) imported: boolean;
  @ApiProperty({ format: 'date-time' }) capturedAt: string;
  @ApiProperty({ type: SourceDto }) source: SourceDto;
  @ApiProperty({ type: PersonAnswerDto }) person: PersonAnswerDto;
  @ApiProperty({ type: CompanyDto }) company: CompanyDto;
  @ApiProperty({ enum: [...identityKinds], isArray: true, description: 'What it is known by.' })
  identities: readonly string[];
  @ApiProperty({ type: [ExternalIdDto] }) externalIds: readonly ExternalIdDto[];
  @ApiProperty({ type: IdentityConflictDto, nullable: true })
  identityConflict?: IdentityConflictDto | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(ConsentStateDto) },
    description: 'By purpose.',
  })
  consents: Readonly<Record<string, ConsentStateDto>>;
  @ApiProperty({ type: 'integer', description: 'How many count.' }) activities: number;
  @ApiProperty({ type: LeadScoreDto, nullable: true, description: 'The last one recorded.' })
  score: LeadScoreDto | null;
  @ApiProperty({ type: AssigneeDto, nullable: true }) assignee: AssigneeDto | null;
  @ApiProperty({ type: MarketingQualifiedDto, nullable: true })
  marketingQualified: MarketingQualifiedDto | null;
  @ApiProperty({ type: ContactsDto }) contacts: ContactsDto;
  @ApiProperty({ type: BantAnswerDto, nullable: true }) bant: BantAnswerDto | null;
  @ApiProperty({ type: 'string', nullable: true, description: 'Who works the deal.' })
  owner: string | null;
  @ApiProperty({ type: StageReasonDto, nullable: true, description: 'The last one given.' })
  reason: StageReasonDto | null;
  @ApiProperty({ type: OutcomeDto, nullable: true }) outcome: OutcomeDto | null;
  @ApiProperty({ type: CustomerValueAnswerDto, nullable: true })
  customerValue: CustomerValueAnswerDto | null;
  @ApiProperty({ type: FeedbackAnswerDto, nullable: true }) feedback: FeedbackAnswerDto | null;
  @ApiProperty({ type: [SlaAnswerDto], description: 'Its deadlines of all cycles, oldest first.' })
  slas: readonly SlaAnswerDto[];
  @ApiProperty({ format: 'date-time', description: 'When its last event was recorded.' })
  changedAt: string;
  @ApiProperty({ description: 'Of its last event in the log.' }) position: string;
}
