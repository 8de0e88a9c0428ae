import { mqlQueueSorts } from '@tasuki/read-models';
import { ChoiceField, EmailField, IntegerField, SlugField, TextField } from '../fields';

export class FindLeadQuery {
  @EmailField({ description: 'By e-mail address.', optional: true })
  email?: string;

  @SlugField({ description: 'By external id: the system …', example: 'crm', optional: true })
  externalSystem?: string;

  @TextField({ description: '… and the key there.', max: 200, optional: true })
  externalId?: string;
}

export class TimelineQuery {
  @IntegerField({ description: 'Entries per page.', min: 1, max: 500, query: true, optional: true })
  limit = 100;

  @IntegerField({
    description: 'From after this stream version: `next` of the former page.',
    min: 0,
    max: 2_000_000_000,
    query: true,
    optional: true,
  })
  after = 0;
}

export class MqlQueueQueryDto {
  @IntegerField({ description: 'Leads per page.', min: 1, max: 200, query: true, optional: true })
  limit = 50;

  @TextField({ description: '`next` of the former page.', max: 1000, optional: true })
  cursor?: string;

  @ChoiceField({
    description: '`since`: oldest MQL first, ties by score; `score`: highest score first.',
    of: mqlQueueSorts,
    optional: true,
  })
  sort: (typeof mqlQueueSorts)[number] = 'since';

  @SlugField({ description: 'Only leads that came through this channel.', optional: true })
  channel?: string;

  @TextField({ description: 'Only leads assigned to this subject.', max: 200, optional: true })
  assignee?: string;
}
