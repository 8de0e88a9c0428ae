import { type Language, languages, type Stage, stages } from '@tasuki/lead';
import { mqlQueueSorts, queueSorts } from '@tasuki/read-models';
import { MaxLength } from 'class-validator';
import { field, rule } from '../field';
import {
  ChoiceField,
  EmailField,
  IntegerField,
  MonthField,
  SlugField,
  TextField,
  ZoneField,
} from '../fields';

const whoseLeads = ['all', 'mine'] as const;

export class FindLeadQuery {
  @EmailField({ description: 'By e-mail address.', example: 'aoi@example.com', optional: true })
  email?: string;

  @SlugField({ description: 'By external id: the system …', optional: true })
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

  @ChoiceField({
    description: 'Of `text`; left out, as `Accept-Language` says, else English.',
    of: languages,
    optional: true,
  })
  lang?: Language;
}

/** Which leads of a queue. */
export class QueueFilterDto {
  @SlugField({ description: 'Only leads that came through this channel.', optional: true })
  channel?: string;

  @TextField({ description: 'Only leads assigned to this subject.', max: 200, optional: true })
  assignee?: string;

  @ChoiceField({
    description: '`mine`: only leads assigned to whoever asks; takes the place of `assignee`.',
    of: whoseLeads,
    optional: true,
  })
  whose?: (typeof whoseLeads)[number];
}

export class QueueQueryDto extends QueueFilterDto {
  @IntegerField({ description: 'Leads per page.', min: 1, max: 200, query: true, optional: true })
  limit = 50;

  @TextField({ description: '`next` of the former page.', max: 1000, optional: true })
  cursor?: string;
}

export class QueueStreamQueryDto extends QueueFilterDto {
  @field(
    {
      description:
        'The `id` of the last event that was received; empty is none. `Last-Event-ID` comes before it.',
      optional: true,
    },
    { type: 'string', maxLength: 100 },
    [MaxLength(100, rule('is too long or no text', 'text of up to 100 characters'))],
  )
  lastEventId?: string;

  @TextField({ description: 'Stands for the access token, once.', max: 100, optional: true })
  ticket?: string;
}

export class SortedQueueQueryDto extends QueueQueryDto {
  @ChoiceField({
    description: '`since`: longest waiting first; `due`: by deadline, those without one last.',
    of: queueSorts,
    optional: true,
  })
  sort: (typeof queueSorts)[number] = 'since';
}

export class MqlQueueQueryDto extends QueueQueryDto {
  @ChoiceField({
    description:
      '`since`: oldest MQL first, ties by score; `score`: highest score first; `due`: by deadline.',
    of: mqlQueueSorts,
    optional: true,
  })
  sort: (typeof mqlQueueSorts)[number] = 'since';
}

export class SlaReportQueryDto {
  @MonthField({
    description: 'Only deadlines that began in this month or later.',
    optional: true,
  })
  from?: string;

  @MonthField({
    description: 'Only deadlines that began in this month or before.',
    optional: true,
  })
  to?: string;

  @ZoneField({
    description: 'Whose months these are; the zone of the calendar `default` if left out.',
    optional: true,
  })
  zone?: string;
}

/** Every filter that is given must match; without any it is every lead. */
export class DirectoryQueryDto extends FindLeadQuery {
  @IntegerField({ description: 'Leads per page.', min: 1, max: 200, query: true, optional: true })
  limit = 50;

  @TextField({ description: '`next` of the former page.', max: 2000, optional: true })
  cursor?: string;

  @ChoiceField({ description: 'Only leads in this stage.', of: stages, optional: true })
  stage?: Stage;

  @TextField({ description: 'Only deals that this subject works.', max: 200, optional: true })
  owner?: string;

  @TextField({ description: 'Only leads assigned to this subject.', max: 200, optional: true })
  assignee?: string;

  @TextField({
    description: 'Only companies whose name begins so, in any case and width.',
    example: 'aozora',
    max: 200,
    optional: true,
  })
  company?: string;

  @SlugField({ description: 'Only leads that came through this channel.', optional: true })
  channel?: string;
}

const languageRange =
  /^\s*([a-z]{1,8})(?:-[a-z0-9-]*)?\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/i;

/**
 * The language that a reader asked for, else the one of ours that he likes best (RFC 9110, 12.5.4:
 * `ja, en;q=0.8`), else English.
 */
export function languageOf(asked: Language | undefined, acceptLanguage = ''): Language {
  if (asked !== undefined) return asked;
  const liked = acceptLanguage.split(',').flatMap((text) => {
    const [, tag = '', weight = '1'] = languageRange.exec(text) ?? [];
    const language = languages.find((ours) => ours === tag.toLowerCase());
    return language !== undefined && Number(weight) > 0 ? [{ language, weight: +weight }] : [];
  });
  return liked.toSorted((a, b) => b.weight - a.weight)[0]?.language ?? 'en';
}

/** What was asked for, with whoever asks in the place of "mine". */
export function asked<Q extends QueueFilterDto>({ whose, ...query }: Q, subject: string) {
  return whose === 'mine' ? { ...query, assignee: subject } : query;
}
