import { ApiProperty } from '@nestjs/swagger';
import { WrittenEventDto } from './answers';
import { CalendarContentDto, countries, HolidayDto } from './calendars';
import { ActorDto } from './timeline-answers';

const version = { type: 'integer', minimum: 0, description: '0: built in.' } as const;
const hash = {
  pattern: '^[0-9a-f]{64}$',
  description: 'SHA-256 over the canonical JSON (RFC 8785) of the content.',
} as const;

export class ListedCalendarDto {
  @ApiProperty({ example: 'default' }) id: string;
  @ApiProperty(version) version: number;
  @ApiProperty(hash) hash: string;
  @ApiProperty({ example: 'Asia/Tokyo' }) zone: string;
  @ApiProperty({ format: 'date', description: 'Up to which its holidays are complete.' })
  horizon: string;
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: '`null`: nobody has changed what is built in.',
  })
  changedAt: string | null;
  @ApiProperty({
    enum: [true],
    type: 'boolean',
    required: false,
    description: 'A change could not be applied: this row is older than the log.',
  })
  parked?: true;
}

export class CalendarsAnswerDto {
  @ApiProperty({ type: [ListedCalendarDto], description: 'By id.' })
  items: readonly ListedCalendarDto[];
}

export class CalendarVersionDto {
  @ApiProperty(version) version: number;
  @ApiProperty(hash) hash: string;
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: '`null`: built in.',
  })
  recordedAt: string | null;
  @ApiProperty({ type: ActorDto, nullable: true, description: 'Who made it; `null`: built in.' })
  actor: ActorDto | null;
}

export class CalendarAnswerDto extends CalendarVersionDto {
  @ApiProperty({ example: 'default' }) id: string;
  @ApiProperty({ type: CalendarContentDto }) content: CalendarContentDto;
}

export class CalendarVersionsAnswerDto {
  @ApiProperty({ type: [CalendarVersionDto], description: 'Oldest first.' })
  items: readonly CalendarVersionDto[];
}

/** The change is in the log, at this point. */
export class CalendarReceiptDto {
  @ApiProperty({ example: 'default' }) calendarId: string;
  @ApiProperty({ ...version, description: 'Of the calendar, after the command.' })
  version: number;
  @ApiProperty(hash) hash: string;
  @ApiProperty({ description: 'The point in the log: opaque, in order.' }) position: string;
  @ApiProperty({ type: [WrittenEventDto], description: 'Empty when the command changed nothing.' })
  events: readonly WrittenEventDto[];
}

export class HolidaysAnswerDto {
  @ApiProperty({ enum: [...countries] }) country: string;
  @ApiProperty({ format: 'date' }) from: string;
  @ApiProperty({ format: 'date' }) to: string;
  @ApiProperty({ type: [HolidayDto], description: 'As a calendar takes them.' })
  holidays: readonly HolidayDto[];
  @ApiProperty({ format: 'date', description: 'Before this day no holidays are known.' })
  knownFrom: string;
  @ApiProperty({ format: 'date', description: 'After this day no holidays are known.' })
  knownUntil: string;
}
