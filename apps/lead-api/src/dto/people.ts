import { ApiProperty } from '@nestjs/swagger';
import { departments } from '@tasuki/domain';

export class ListedPersonDto {
  @ApiProperty({ example: 'aiko', description: 'As access tokens name them.' }) subject: string;
  @ApiProperty({ example: 'Aiko Aoki' }) name: string;
  @ApiProperty({ enum: [...departments] }) department: string;
  @ApiProperty({ format: 'email' }) address: string;
  @ApiProperty({ enum: ['en', 'ja'], description: 'In which they are told.' }) language: string;
  @ApiProperty({ type: 'integer', description: 'Their share of what is assigned by rule.' })
  capacity: number;
}

export class PeopleAnswerDto {
  @ApiProperty({ type: [ListedPersonDto], description: 'In the order of the file.' })
  items: readonly ListedPersonDto[];
}
