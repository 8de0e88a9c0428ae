import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader, ApiParam } from '@nestjs/swagger';
import { type FastifyRequest } from 'fastify';
import { type Caller } from './command-origin';
import { slugAllowed, slugPattern } from './fields';
import { CommandHeaders } from './headers';
import { InvalidInput } from './problem';
import { callerOf, single } from './sender';

const etag = /^"(0|[1-9]\d{0,8})"$/;

/** Who changes a calendar, and which version of it he has edited. */
export interface CalendarEditor extends Caller {
  readonly edited?: number;
}

export function etagOf({ version }: { readonly version: number }): string {
  return `"${version}"`;
}

/** For the documentation of a route that names a calendar. */
export function CalendarIdParam() {
  return ApiParam({
    name: 'calendarId',
    description: 'The `id` in the list of calendars.',
    schema: { type: 'string', pattern: slugPattern.source, example: 'default' },
  });
}

/** For the documentation of the route that changes a calendar. */
export function CalendarCommandHeaders() {
  return applyDecorators(
    CommandHeaders(),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description:
        'The `ETag` of the calendar that was edited; 412 when it has a newer version. `"0"` is the ' +
        'one that nobody has changed yet, or made. A repeated command is answered before it is looked at.',
      schema: { type: 'string', pattern: etag.source },
    }),
  );
}

export const CalendarId = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { params } = context.switchToHttp().getRequest<FastifyRequest>();
  const { calendarId = '' } = params as Readonly<Record<string, string>>;
  if (slugPattern.test(calendarId)) return calendarId;
  throw new InvalidInput([{ path: 'calendarId', message: 'is no slug', allowed: slugAllowed }]);
});

export const RequestEditor = createParamDecorator(
  (_: unknown, context: ExecutionContext): CalendarEditor => {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const ifMatch = single(request, 'if-match');
    return { ...callerOf(request), ...(ifMatch !== undefined && { edited: readETag(ifMatch) }) };
  },
);

/** One version can have been edited: neither a list nor `*` would say which. */
function readETag(header: string): number {
  const [, version] = etag.exec(header.trim()) ?? [];
  if (version !== undefined) return Number(version);
  const allowed = 'the ETag of the calendar as it was answered, such as "3"';
  throw new InvalidInput([{ path: 'If-Match', message: 'is no ETag of a calendar', allowed }]);
}
