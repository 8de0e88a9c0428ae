import { ApiProperty } from '@nestjs/swagger';

export class DefinitionRefDto {
  @ApiProperty({ type: 'integer', description: '0 is the built-in one, provisional.' })
  version: number;
  @ApiProperty({ description: 'SHA-256 of its content, in hexadecimal digits.' }) hash: string;
}

/** What one rule gave, after frequency, decay and caps. */
export class ContributionDto {
  @ApiProperty({ example: 'seminar_attended' }) rule: string;
  @ApiProperty({ enum: ['behaviour', 'attribute'] }) kind: string;
  @ApiProperty({ type: 'integer' }) seen: number;
  @ApiProperty({ type: 'integer' }) counted: number;
  @ApiProperty({ description: 'Before decay and caps.' }) raw: number;
  @ApiProperty() points: number;
  @ApiProperty({ type: [String], description: 'The first events that caused it.' })
  causes: readonly string[];
  @ApiProperty({ type: 'integer', description: 'How many more there are.' }) moreCauses: number;
  @ApiProperty({ enum: ['icp_not_set', 'unknown', 'not_matched'], required: false })
  remark?: string;
}

/** A line that no single rule owns: what a cap cut, or what the floor added. */
export class AdjustmentDto {
  @ApiProperty({ enum: ['group_cap', 'total_cap', 'floor'] }) kind: string;
  @ApiProperty({ required: false }) group?: string;
  @ApiProperty({ required: false }) limit?: number;
  @ApiProperty({ required: false }) cut?: number;
  @ApiProperty({ required: false }) added?: number;
}

export class UnscoredDto {
  @ApiProperty({ example: 'white_paper_read' }) activityType: string;
  @ApiProperty({ type: 'integer' }) seen: number;
}

/** The points of the contributions, and what the floor added, sum to `total`. */
export class ScoreNowDto {
  @ApiProperty() behaviour: number;
  @ApiProperty() attribute: number;
  @ApiProperty({ minimum: 0 }) total: number;
  @ApiProperty({ format: 'date-time', description: 'Ages are measured up to it.' }) asOf: string;
  @ApiProperty({ type: DefinitionRefDto }) definition: DefinitionRefDto;
  @ApiProperty({ type: [ContributionDto] }) contributions: readonly ContributionDto[];
  @ApiProperty({ type: [AdjustmentDto] }) adjustments: readonly AdjustmentDto[];
  @ApiProperty({ type: [UnscoredDto], description: 'Activities that no rule knows.' })
  unscored: readonly UnscoredDto[];
  @ApiProperty({ type: [String], description: 'Attributes that nobody has told.' })
  unknown: readonly string[];
}

export class RecordedScoreDto extends ScoreNowDto {
  @ApiProperty({ type: 'integer', description: 'The stream version that it is the score of.' })
  fact: number;
}

export class ScoreAnswerDto {
  @ApiProperty({ format: 'uuid' }) leadId: string;
  @ApiProperty({ type: RecordedScoreDto, nullable: true, description: 'The last in the log.' })
  recorded: RecordedScoreDto | null;
  @ApiProperty({ type: ScoreNowDto, description: 'Decayed to this moment.' }) now: ScoreNowDto;
  @ApiProperty({ description: 'From here on a lead is an MQL.' }) threshold: number;
  @ApiProperty({ description: 'Nobody has signed the definition.' }) provisional: boolean;
}
