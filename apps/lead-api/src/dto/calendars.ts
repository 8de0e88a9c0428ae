import { fromPattern, type CalendarContent, contentErrors, toPattern } from '@tasuki/calendar';
import { IsIn, Matches } from 'class-validator';
import { field, type FieldOptions, rule } from '../field';
import { DateField, IntegerField, TextField } from '../fields';
import { ListField, NestedField } from '../nested-fields';
import { InvalidInput } from '../problem';

function TimeField(pattern: RegExp, allowed: string, options: FieldOptions) {
  return field(options, { type: 'string', pattern: pattern.source }, [
    Matches(pattern, rule('is no time of day', allowed)),
  ]);
}

export class WorkingIntervalDto {
  @TimeField(fromPattern, 'HH:MM from 00:00 to 23:59', {
    description: 'On the clock on the wall of the zone.',
    example: '09:00',
  })
  from: string;

  @TimeField(toPattern, 'HH:MM from 00:01 to 24:00', {
    description: 'Before `from` it is on the next day; `24:00` is the end of the day.',
    example: '18:00',
  })
  to: string;
}

const office = [
  { from: '09:00', to: '12:00' },
  { from: '13:00', to: '18:00' },
];

function DayField(day: string, example: readonly object[] = office) {
  const description = `What begins on a ${day}; an empty list: nothing.`;
  return ListField(() => WorkingIntervalDto, { description, example, max: 24 });
}

export class WeekDto {
  @DayField('Monday') monday: WorkingIntervalDto[];
  @DayField('Tuesday') tuesday: WorkingIntervalDto[];
  @DayField('Wednesday') wednesday: WorkingIntervalDto[];
  @DayField('Thursday') thursday: WorkingIntervalDto[];
  @DayField('Friday') friday: WorkingIntervalDto[];
  @DayField('Saturday', []) saturday: WorkingIntervalDto[];
  @DayField('Sunday', []) sunday: WorkingIntervalDto[];
}

export class HolidayDto {
  @DateField({ description: 'On which no working time begins.', example: '2026-01-01' })
  date: string;

  @TextField({ description: 'What it is called.', example: '元日', max: 200 })
  name: string;
}

/** All that a calendar says; what is left out is not kept from the version before. */
export class CalendarContentDto {
  @IntegerField({ description: 'Of this very shape.', example: 1, min: 1, max: 1 })
  format: 1;

  @TextField({ description: 'IANA time zone.', example: 'Asia/Tokyo', max: 64 })
  zone: string;

  @NestedField(() => WeekDto, { description: 'Working time; at least an hour a week.' })
  week: WeekDto;

  @ListField(() => HolidayDto, { description: 'Up to the horizon.', max: 2000 })
  holidays: HolidayDto[];

  @DateField({
    description: 'The last day up to which the holidays are complete: a deadline beyond is marked.',
    example: '2026-12-31',
  })
  horizon: string;
}

/** @throws InvalidInput what the fields cannot say one by one */
export function calendarContent(body: CalendarContentDto): CalendarContent {
  const errors = contentErrors(body);
  if (errors.length === 0) return body;
  throw new InvalidInput(
    errors.map((error) => ({ ...error, path: error.path.replace(/\.(\d+)/g, '[$1]') })),
  );
}

export class CalendarQueryDto {
  @IntegerField({
    description: 'Left out: the present one. 0 is what is built in.',
    min: 0,
    max: 999_999_999,
    query: true,
    optional: true,
  })
  version?: number;
}

export const countries = ['JP'] as const;

export class HolidaysQueryDto {
  @CountryField({ description: 'Whose public holidays (ISO 3166); Japan alone.', example: 'JP' })
  country: (typeof countries)[number];

  @DateField({ description: 'The first day.', example: '2026-01-01' })
  from: string;

  @DateField({ description: 'The last day; at most ten years later.', example: '2027-12-31' })
  to: string;
}

function CountryField(options: FieldOptions) {
  return field(options, { type: 'string', enum: [...countries] }, [
    IsIn([...countries], rule('is no country whose holidays are known here', countries.join(', '))),
  ]);
}
