import { seniorities, type Seniority } from '@tasuki/lead';
import { type PlainCapture } from '@tasuki/lead-service';
import {
  BooleanField,
  ChoiceField,
  EmailField,
  InstantField,
  IntegerField,
  SlugField,
  TextField,
} from '../fields';
import { ListField, NestedField } from '../nested-fields';

export class ExternalIdDto {
  @SlugField({ description: 'The other system.', example: 'crm' })
  system: string;

  @TextField({ description: 'The key there; case is kept.', example: '003-A17', max: 200 })
  id: string;
}

export class SourceDto {
  @SlugField({ description: 'Where the lead came from.', example: 'web', optional: true })
  channel?: string;

  @TextField({ description: 'Campaign.', example: 'spring-2026', max: 200, optional: true })
  campaign?: string;

  @TextField({
    description: 'The form that was filled in.',
    example: 'contact',
    max: 200,
    optional: true,
  })
  form?: string;

  @NestedField(() => ExternalIdDto, { description: 'Key in another system.', optional: true })
  external?: ExternalIdDto;
}

export class PersonDto {
  @TextField({ description: 'Name; kept sealed.', example: '田中 葵', max: 200, optional: true })
  name?: string;

  @EmailField({ description: 'E-mail; kept sealed.', example: 'aoi@example.com', optional: true })
  email?: string;

  @TextField({
    description: 'Phone; kept sealed.',
    example: '+81 3 1234 5678',
    max: 50,
    optional: true,
  })
  phone?: string;

  @TextField({
    description: 'What the person does there.',
    example: 'procurement',
    max: 200,
    optional: true,
  })
  role?: string;

  @ChoiceField({ description: 'Seniority.', of: seniorities, example: 'director', optional: true })
  seniority?: Seniority;
}

export class CompanyDto {
  @TextField({ description: 'Name.', example: 'Aozora Foods', max: 200, optional: true })
  name?: string;

  @SlugField({ description: 'Industry.', example: 'food', optional: true })
  industry?: string;

  @IntegerField({
    description: 'Employees.',
    example: 120,
    min: 1,
    max: 100_000_000,
    optional: true,
  })
  employees?: number;

  @SlugField({ description: 'Region.', example: 'kanto', optional: true })
  region?: string;

  @TextField({
    description: 'Website.',
    example: 'https://aozora.example',
    max: 500,
    optional: true,
  })
  website?: string;
}

export class ConsentDto {
  @SlugField({ description: 'Purpose.', example: 'newsletter' })
  purpose: string;

  @BooleanField({ description: 'Given, or withdrawn.', example: true })
  given: boolean;

  @SlugField({ description: 'Legal basis.', example: 'consent', optional: true })
  basis?: string;

  @SlugField({ description: 'Where it was said.', example: 'web_form', optional: true })
  source?: string;

  @InstantField({ description: 'When; now if left out.', optional: true })
  occurredAt?: string;
}

/** A person at a company who showed interest; every part may be unknown but the source. */
export class CaptureDto {
  @NestedField(() => SourceDto, { description: 'Where the lead came from; at least one field.' })
  source: SourceDto;

  @NestedField(() => PersonDto, { description: 'The person.', optional: true })
  person?: PersonDto;

  @NestedField(() => CompanyDto, { description: 'The company.', optional: true })
  company?: CompanyDto;

  @ListField(() => ConsentDto, { description: 'Consents given with it.', max: 20, optional: true })
  consents?: ConsentDto[];

  @InstantField({
    description: 'When the interest was shown; now if left out, at most 5 minutes ahead.',
    optional: true,
  })
  occurredAt?: string;
}

export function captureCommand({ consents = [], ...rest }: CaptureDto): PlainCapture {
  return { type: 'CaptureLead', ...rest, consents };
}
