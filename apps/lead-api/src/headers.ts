import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { type IfMatch } from '@tasuki/lead';
import { InvalidInput } from './problem';

/** By which a client names its command, so that it may be repeated. */
export const idempotencyKey = /^[\x21-\x7e]{1,200}$/;
export const idempotencyKeyAllowed = '1 to 200 visible ASCII characters';

const listOfETags = /^"[1-9]\d{0,14}"(?:[ \t]*,[ \t]*"[1-9]\d{0,14}")*$/;

/** For the documentation of a route that takes commands. */
export function CorrelationHeader() {
  return ApiHeader({
    name: 'X-Correlation-Id',
    required: false,
    description: 'A UUID that the events written bear, to find what belongs together.',
    schema: { type: 'string', format: 'uuid' },
  });
}

/** For the documentation of a route that takes one command. */
export function CommandHeaders() {
  return applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'The same key again is the same command: it is answered as the first time.',
      schema: { type: 'string', pattern: idempotencyKey.source },
    }),
    CorrelationHeader(),
  );
}

/** For the documentation of a route that takes a command on one lead. */
export function LeadCommandHeaders() {
  return applyDecorators(
    CommandHeaders(),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description:
        'The `ETag` of the lead that this command is about; 412 when the lead has changed since. ' +
        'What is no deed of a person (a score, a warning, a breach) does not change it, and a ' +
        'repeated command is answered before it is looked at.',
      schema: { type: 'string', pattern: `${listOfETags.source}|^\\*$` },
    }),
  );
}

/**
 * `If-Match` as RFC 9110 writes it, with the ETags of leads: `"17"`, several of them, or `*`.
 * A weak one never matches by the RFC; here it is refused, since nobody means that.
 * @throws InvalidInput
 */
export function readIfMatch(header: string): IfMatch {
  const text = header.trim();
  if (text === '*') return '*';
  if (listOfETags.test(text)) return [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  const allowed = 'the ETag of the lead as it was answered, such as "17", several of them, or *';
  throw new InvalidInput([{ path: 'If-Match', message: 'is no ETag of a lead', allowed }]);
}
