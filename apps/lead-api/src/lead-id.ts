import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import { InvalidInput } from './problem';

/** Any version, either case. */
export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A UUID in the path, in lower case. */
export function uuidParam(name: string) {
  return createParamDecorator((_: unknown, context: ExecutionContext): string => {
    const { params } = context.switchToHttp().getRequest<FastifyRequest>();
    const value = (params as Record<string, string>)[name] ?? '';
    if (!uuid.test(value)) {
      throw new InvalidInput([{ path: name, message: 'is no UUID', allowed: 'a UUID' }]);
    }
    return value.toLowerCase();
  });
}

/** For the documentation of a route that names a lead. */
export function LeadIdParam() {
  return ApiParam({
    name: 'leadId',
    description: 'The `leadId` of a receipt, of a list, or of `GET /v1/leads?email=`.',
    schema: { type: 'string', format: 'uuid', example: '4b825dc6-42cb-5eb9-a060-e54bf8d69288' },
  });
}

export const LeadId = uuidParam('leadId');
export const EventId = uuidParam('eventId');

/** For the documentation of a route that names a deadline of a lead. */
export function SlaIdParam() {
  return ApiParam({
    name: 'slaId',
    description: "Of one of the lead's `slas`, or of the `deadline` in a queue.",
    schema: { type: 'string', format: 'uuid', example: '8f14e45f-ceea-567a-9f2c-3b1d6c2a7e10' },
  });
}

/** For the documentation of a route that names a notification. */
export function NotificationIdParam() {
  return ApiParam({
    name: 'notificationId',
    description: 'Of one of `GET /v1/notifications`; of a webhook, its `webhook-id`.',
    schema: { type: 'string', format: 'uuid', example: '4f9b6f1e-8a57-5d0b-9f0e-3a3c8f5b1d10' },
  });
}

export const NotificationId = uuidParam('notificationId');
export const SlaId = uuidParam('slaId');
