import { type LeadCommandOf } from '@tasuki/lead';
import { EmailField, InstantField, NoteField, SlugField, TextField, UuidField } from '../fields';
import { NestedField } from '../nested-fields';
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

  @NoteField()
  note?: string;

  @InstantField({
    description: 'When; now if left out, at most 5 minutes ahead.',
    optional: true,
  })
  occurredAt?: string;
}

/** An activity of the lead that is named by exactly one of id, e-mail and external id. */
export class BulkActivityDto extends ActivityDto {
  @UuidField({ description: 'The lead.', optional: true })
  leadId?: string;

  @EmailField({ description: 'Or its e-mail.', example: 'aoi@example.com', optional: true })
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
