import { ApiProperty } from '@nestjs/swagger';
import { notificationStates, type NotificationState } from '@tasuki/notifications';
import { ChoiceField, IntegerField, TextField, UuidField } from '../fields';

export class NotificationsQueryDto {
  @UuidField({ description: 'Only about this lead.', optional: true })
  leadId?: string;

  @ChoiceField({ description: 'Only in this state.', of: notificationStates, optional: true })
  state?: NotificationState;

  @TextField({ description: 'Only by the channel of this name.', max: 20, optional: true })
  channel?: string;

  @IntegerField({ description: 'Per page.', min: 1, max: 200, query: true, optional: true })
  limit = 50;

  @TextField({ description: '`next` of the former page.', max: 1000, optional: true })
  cursor?: string;
}

export class RecipientDto {
  @ApiProperty({ enum: ['person', 'address', 'channel'], type: 'string' }) kind: string;
  @ApiProperty({ required: false, description: 'Of a person, as access tokens name them.' })
  subject?: string;
  @ApiProperty({ required: false, description: 'E-mail.' }) address?: string;
  @ApiProperty({ enum: ['en', 'ja'], type: 'string', required: false }) language?: string;
}

export class NotificationDto {
  @ApiProperty({ format: 'uuid', description: 'Of a webhook, its `webhook-id`.' }) id: string;
  @ApiProperty({ format: 'uuid', description: 'The message that somebody is told of.' })
  causeId: string;
  @ApiProperty({ example: 'com.tasuki.lead.marketing-qualified.v1' }) causeType: string;
  @ApiProperty({ format: 'uuid' }) leadId: string;
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Of the lead, at the message.' })
  version: number;
  @ApiProperty({ description: 'Which rule asked for it.' }) rule: string;
  @ApiProperty({ description: 'By its name in the file of notifications.' }) channel: string;
  @ApiProperty({ type: RecipientDto }) recipient: RecipientDto;
  @ApiProperty({
    enum: [...notificationStates],
    type: 'string',
    description: '`unknown`: it may have arrived, and is not sent again by itself.',
  })
  state: string;
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Made so far.' }) attempts: number;
  @ApiProperty({ type: 'string', nullable: true, description: 'Why the last attempt failed.' })
  reason: string | null;
  @ApiProperty({ format: 'date-time' }) requestedAt: string;
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'When it was known what had come of the last attempt.',
  })
  lastAttemptAt: string | null;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  nextAttemptAt: string | null;
}

export class NotificationsAnswerDto {
  @ApiProperty({ type: [NotificationDto], description: 'The latest first.' })
  items: readonly NotificationDto[];
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: '`cursor` of the next page; `null` on the last.',
  })
  next: string | null;
}
