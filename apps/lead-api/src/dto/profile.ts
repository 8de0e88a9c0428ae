import { seniorities, type Seniority } from '@tasuki/lead';
import { type PlainCommand } from '@tasuki/lead-service';
import {
  ChoiceField,
  EmailField,
  InstantField,
  IntegerField,
  SlugField,
  TextField,
} from '../fields';
import { NestedField } from '../nested-fields';
import { InvalidInput } from '../problem';

const change = { optional: true, nullable: true } as const;

export class PersonChangeDto {
  @TextField({ description: 'Name; kept sealed.', example: '田中 葵', max: 200, ...change })
  name?: string | null;

  @EmailField({ description: 'E-mail; kept sealed.', example: 'aoi@aozora.example', ...change })
  email?: string | null;

  @TextField({ description: 'Phone; kept sealed.', example: '+81 3 1234 5678', max: 50, ...change })
  phone?: string | null;

  @TextField({
    description: 'What the person does there.',
    example: 'head of procurement',
    max: 200,
    ...change,
  })
  role?: string | null;

  @ChoiceField({ description: 'Seniority.', of: seniorities, example: 'director', ...change })
  seniority?: Seniority | null;
}

export class CompanyChangeDto {
  @TextField({ description: 'Name.', example: 'Aozora Foods', max: 200, ...change })
  name?: string | null;

  @SlugField({ description: 'Industry.', example: 'food', ...change })
  industry?: string | null;

  @IntegerField({ description: 'Employees.', example: 120, min: 1, max: 100_000_000, ...change })
  employees?: number | null;

  @SlugField({ description: 'Region.', example: 'kansai', ...change })
  region?: string | null;

  @TextField({ description: 'Website.', example: 'https://aozora.example', max: 500, ...change })
  website?: string | null;
}

const origins = ['form', 'enrichment', 'person'] as const;

/** Only what changes: a field left out stays as it is, `null` takes it away. */
export class ProfileDto {
  @NestedField(() => PersonChangeDto, { description: 'The person.', optional: true })
  person?: PersonChangeDto;

  @NestedField(() => CompanyChangeDto, { description: 'The company.', optional: true })
  company?: CompanyChangeDto;

  @ChoiceField({
    description: 'Who says so; `person` if left out.',
    of: origins,
    example: 'form',
    optional: true,
  })
  from?: (typeof origins)[number];

  @InstantField({ description: 'When; at most 5 minutes ahead.', optional: true })
  occurredAt?: string;
}

export function profileCommand({ from = 'person', ...changes }: ProfileDto): PlainCommand {
  if (changes.person === undefined && changes.company === undefined) {
    const allowed = 'at least one of person and company';
    throw new InvalidInput([{ path: '', message: 'changes nothing', allowed }]);
  }
  return { type: 'ChangeProfile', from, ...changes };
}
