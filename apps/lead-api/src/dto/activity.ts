import { type LeadCommandOf } from '@tasuki/lead';
import { EmailField, InstantField, NestedField, SlugField, TextField, UuidField } from '../fields';
import { ExternalIdDto } from './capture';

/** Something the lead did. A type that no rule knows scores 0 and is kept: a later definition may count it. */
export class ActivityDto {
  @SlugField({ description: 'What was done.', example: 'seminar_attended' })
  activityType: string;

  @TextField({
    description: 'With what: a document, a page, a seminar.',
    example: 'pricing-guide.pdf',
    max: 200,
    optional: true,
  })
  asset?: string;

  @SlugField({ description: 'The system that saw it.', example: 'ma_tool', optional: true })
  source?: string;

  @TextField({ description: 'Free text; kept sealed.', max: 4000, optional: true })
  note?: string;

  @InstantField({
    description: 'When; now if left out, at most 5 minutes ahead.',
    example: '2026-05-01T10:00:00+09:00',
    optional: true,
  })
  occurredAt?: string;
}

/** An activity of the lead that is named by exactly one of id, e-mail and external id. */
export class BulkActivityDto extends ActivityDto {
  @UuidField({ description: 'The lead.', optional: true })
  leadId?: string;

  @EmailField({ description: 'Or its e-mail.', optional: true })
  email?: string;

  @NestedField(() => ExternalIdDto, {
    description: 'Or its key in another system.',
    optional: true,
  })
  external?: ExternalIdDto;
}

export function activityCommand(dto: ActivityDto): LeadCommandOf<'RecordActivity'> {
  const { activityType, asset, source, note, occurredAt } = dto;
  return {
    type: 'RecordActivity',
    activityType,
    ...(asset !== undefined && { asset }),
    ...(source !== undefined && { source }),
    ...(note !== undefined && { note }),
    ...(occurredAt !== undefined && { occurredAt }),
  };
}
