import { ApiProperty } from '@nestjs/swagger';
import { beginning } from '@tasuki/event-store';
import { messageTypes } from '../feed/event-feed';
import { ChoicesField, IntegerField, PositionField, TextField, UuidField } from '../fields';

const after = 'Only what came after this `position`; from the beginning when left out.';
const ofTypes = 'Only messages of this type; several: `type=…&type=…`.';

export class EventsQueryDto {
  @PositionField({ description: after, optional: true })
  after = beginning;

  @IntegerField({ description: 'Events per page.', min: 1, max: 500, query: true, optional: true })
  limit = 100;

  @ChoicesField({ description: ofTypes, of: messageTypes, optional: true })
  type?: readonly string[];

  @UuidField({ description: 'Only of this lead.', optional: true })
  leadId?: string;
}

export class EventStreamQueryDto {
  @PositionField({ description: `${after} \`Last-Event-ID\` comes before it.`, optional: true })
  after = beginning;

  @ChoicesField({ description: ofTypes, of: messageTypes, optional: true })
  type?: readonly string[];

  @TextField({ description: 'Stands for the access token, once.', max: 100, optional: true })
  ticket?: string;
}

/** CloudEvents 1.0, in its JSON event format. */
export class CloudEventDto {
  @ApiProperty({ enum: ['1.0'], type: 'string' }) specversion: string;
  @ApiProperty({ format: 'uuid', description: 'The same message has the same id.' }) id: string;
  @ApiProperty({ enum: messageTypes, type: 'string' }) type: string;
  @ApiProperty({ example: '/tasuki', description: 'The installation that publishes.' })
  source: string;
  @ApiProperty({ format: 'uuid', description: 'The lead.' }) subject: string;
  @ApiProperty({ format: 'date-time', description: 'When Tasuki recorded it.' }) time: string;
  @ApiProperty({ enum: ['application/json'], type: 'string' }) datacontenttype: string;
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'Counts the messages of one lead from 1 on, without gaps.',
  })
  streamversion: number;
  @ApiProperty({ description: 'Its lexical order is the order of the log.' }) position: string;
  @ApiProperty({ description: 'What belongs together bears the same one.' }) correlationid: string;
  @ApiProperty({ required: false, description: 'The message that made somebody act.' })
  causationid?: string;
  @ApiProperty({ required: false, description: 'W3C Trace Context.' }) traceparent?: string;
  @ApiProperty({ required: false, description: 'W3C Trace Context.' }) tracestate?: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'As `/docs/asyncapi.json` has it for this type.',
  })
  data: object;
}

export class UnreadableEventDto {
  @ApiProperty({ format: 'uuid' }) leadId: string;
  @ApiProperty({ type: 'integer', minimum: 1 }) version: number;
  @ApiProperty() position: string;
  @ApiProperty({ description: 'Why it cannot be told, for whoever runs Tasuki.' }) reason: string;
}

export class EventsAnswerDto {
  @ApiProperty({ type: [CloudEventDto], description: 'In the order of the log.' })
  items: readonly CloudEventDto[];
  @ApiProperty({
    type: [UnreadableEventDto],
    description:
      'Events that this release cannot tell, and what follows them in their leads. Read such a lead again, by `leadId`, when it can.',
  })
  unreadable: readonly UnreadableEventDto[];
  @ApiProperty({ description: '`after` of the next page: everything up to here was looked at.' })
  position: string;
  @ApiProperty({ description: 'Whether the log went on when this was asked for.' })
  hasMore: boolean;
}
