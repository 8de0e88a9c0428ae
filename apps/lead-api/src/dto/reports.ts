import { ApiProperty } from '@nestjs/swagger';
import { slaPolicyIds } from '@tasuki/definition';

export class QuantilesDto {
  @ApiProperty({ type: 'number', nullable: true, description: 'Median, in milliseconds.' })
  p50: number | null;
  @ApiProperty({ type: 'number', nullable: true, description: 'Ninth decile, in milliseconds.' })
  p90: number | null;
}

/** Deadlines that began, each counted in exactly one of six ways. */
export class SlaReportRowDto {
  @ApiProperty({ enum: [...slaPolicyIds] }) sla: string;
  @ApiProperty({
    type: 'string',
    nullable: true,
    description:
      'Who had the lead when it was breached, else when it ended, or has it; empty: nobody; `null`: everybody.',
  })
  person: string | null;
  @ApiProperty({
    type: 'string',
    nullable: true,
    example: '2026-04',
    description: 'In which it began, as recorded; `null`: all months.',
  })
  month: string | null;
  @ApiProperty({ type: 'integer' }) started: number;
  @ApiProperty({ type: 'integer' }) running: number;
  @ApiProperty({ type: 'integer', description: 'In time.' }) met: number;
  @ApiProperty({ type: 'integer', description: 'And still open.' }) breached: number;
  @ApiProperty({ type: 'integer' }) breachedMetLate: number;
  @ApiProperty({ type: 'integer', description: 'Counts as breached.' }) breachedCancelled: number;
  @ApiProperty({ type: 'integer', description: 'Before it was due.' }) cancelled: number;
  @ApiProperty({ type: QuantilesDto, description: 'Of those met: from start to end on the wall.' })
  elapsedMs: QuantilesDto;
  @ApiProperty({ type: QuantilesDto, description: 'The same in working time, without pauses.' })
  workingMs: QuantilesDto;
  @ApiProperty({
    type: QuantilesDto,
    description: 'For how long the person of each had the lead while it ran, on the wall.',
  })
  heldMs: QuantilesDto;
}

export class SlaReportAnswerDto {
  @ApiProperty({ example: 'Asia/Tokyo' }) zone: string;
  @ApiProperty({
    type: [SlaReportRowDto],
    description: 'By SLA; by SLA and month; by SLA and person; by all three.',
  })
  items: readonly SlaReportRowDto[];
}
