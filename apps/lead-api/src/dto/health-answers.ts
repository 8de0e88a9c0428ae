import { ApiProperty } from '@nestjs/swagger';

export class LiveDto {
  @ApiProperty({ enum: ['live'] }) status: string;
}

export class HealthProblemDto {
  @ApiProperty({ example: 'database', description: 'Of what.' }) check: string;
  @ApiProperty({ example: 'the database does not answer' }) problem: string;
}

export class ReadyDto {
  @ApiProperty({ enum: ['ready', 'not_ready'] }) status: string;
  @ApiProperty({ type: [HealthProblemDto], description: 'What keeps it from its work.' })
  problems: readonly HealthProblemDto[];
  @ApiProperty({ type: [HealthProblemDto], description: 'What somebody should look at.' })
  warnings: readonly HealthProblemDto[];
}
