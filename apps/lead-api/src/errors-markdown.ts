import { STATUS_CODES } from 'node:http';
import { errorCodes, errors } from './errors';

/** The document docs/errors.md: every code that an answer can bear. */
export function errorsMarkdown(): string {
  const byStatus = Map.groupBy(errorCodes.toSorted(), (code) => errors[code].status);
  const sections = [...byStatus]
    .sort(([one], [other]) => one - other)
    .flatMap(([status, codes]) => [
      `## ${status} ${STATUS_CODES[status]}`,
      '',
      ...codes.map((code) => `- \`${code}\`: ${errors[code].meaning} ${errors[code].remedy}`),
      '',
    ]);
  return [...opening, ...sections].join('\n');
}

const opening = [
  '# Errors',
  '',
  'Made from `refusals` in `libs/domain/src/refusal-codes.ts` and `apps/lead-api/src/errors.ts` by',
  '`npm run docs`; do not edit.',
  '',
  'An error is `application/problem+json` (RFC 9457) with a stable `code` for programs, a `detail` for',
  'people, and where they help `details`, `errors` (of input) and `Retry-After`. Each code has one',
  'status and one meaning, for ever; below stand its meaning and what to do.',
  '',
  'A 4xx was never written. Of 503, `outcome_unknown` alone may have been.',
  '',
];
