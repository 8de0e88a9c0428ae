import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { ProblemDto } from './dto/answers';
import { type ErrorCode, errors } from './errors';
import { problemFor } from './problem';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** What an operation is, as far as its problems go. */
interface Traits {
  readonly id: string;
  readonly isAdmin: boolean;
  readonly isBulk: boolean;
  /** It tells what happened, of whatever leads. */
  readonly isFeed: boolean;
  /** It answers without end. */
  readonly isStream: boolean;
  /** A lead that it names is one to look for: nothing found is an answer. */
  readonly isFilter: boolean;
  readonly takesBody: boolean;
  readonly isCommand: boolean;
  /** Whether it has a parameter or a field of its body of this name. */
  readonly has: (name: string) => boolean;
}

/** Which codes an operation can answer with: a new code is one entry here. */
const rules: readonly (readonly [(operation: Traits) => boolean, readonly ErrorCode[]])[] = [
  [() => true, ['malformed_request', 'invalid_input', 'invalid_token', 'rate_limited']],
  [() => true, ['keys_unavailable', 'store_unavailable']],
  [
    // A body that nobody asked for is looked at before the route is.
    ({ takesBody, isCommand }) => takesBody || isCommand,
    ['body_too_large', 'unsupported_media_type'],
  ],
  [({ isCommand, isAdmin, isFeed }) => isCommand || isAdmin || isFeed, ['forbidden']],
  [({ isCommand }) => isCommand, ['append_too_large', 'idempotency_key_reused']],
  [({ isCommand }) => isCommand, ['contention', 'outcome_unknown', 'insufficient_storage']],
  [({ isCommand, has }) => isCommand && has('occurredAt'), ['occurred_in_future']],
  [({ isCommand, has }) => isCommand && has('leadId'), ['not_allowed_in_stage']],
  [({ has }) => has('If-Match') && has('leadId'), ['precondition_failed']],
  [({ has, isBulk, isFilter }) => has('leadId') && !isBulk && !isFilter, ['lead_not_found']],
  [({ isCommand, has }) => isCommand || has('calendarId'), ['stream_unreadable']],
  [
    ({ isCommand, isFilter, has }) => !isCommand && !isFilter && has('leadId'),
    ['stream_unreadable'],
  ],
  [({ has }) => has('Tasuki-After'), ['read_model_behind', 'read_model_rebuilding']],
  [({ has }) => has('Tasuki-After') && has('leadId'), ['parked', 'discarded']],
  [({ has }) => has('cursor'), ['invalid_cursor']],
  [({ has }) => has('target'), ['not_parked']],
  [({ isStream }) => isStream, ['too_many_streams']],
  [({ id }) => id === 'findLead', ['lead_not_found', 'stream_unreadable']],
  [({ id }) => id === 'captureLead', ['external_id_is_address']],
  [({ id }) => id === 'changeProfile', ['identity_belongs_to_other_lead']],
  [({ id }) => id === 'retractActivity', ['activity_not_found']],
  [({ id }) => id === 'qualifyLead', ['sql_criteria_not_met']],
  [({ has }) => has('slaId'), ['sla_not_found']],
  [({ id }) => id === 'claimLead', ['already_assigned']],
  [({ id }) => id === 'pauseSla', ['sla_not_running', 'sla_not_pausable']],
  [({ id }) => id === 'resumeSla', ['sla_not_paused']],
  [({ id }) => id === 'replanSla', ['sla_not_running', 'deadline_not_ahead', 'deadline_too_far']],
  // Of a log that was tampered with, or written by a newer release.
  [({ id }) => id === 'proveSla', ['unknown_calendar', 'unknown_definition']],
  [({ id }) => id === 'rebuildReadModel', ['read_model_not_found']],
  [({ has }) => has('notificationId'), ['forbidden']],
  [({ has }) => has('notificationId'), ['notification_not_found', 'notification_busy']],
  [({ isCommand, has }) => has('calendarId') && !isCommand, ['unknown_calendar']],
  [({ id }) => id === 'changeCalendar', ['calendar_outdated']],
];

/** The problem answers of an operation, by status; a public one has none of its own. */
export function problemAnswers(path: string, operation: Operation, fields: readonly string[]) {
  if (operation.security === undefined) return {};
  const traits = traitsOf(path, operation, fields);
  const codes = rules.flatMap(([applies, some]) => (applies(traits) ? some : []));
  const byStatus = Map.groupBy(codes, (code) => errors[code].status);
  return Object.fromEntries([...byStatus].map(([status, some]) => [status, answerOf(some)]));
}

function traitsOf(path: string, operation: Operation, fields: readonly string[]): Traits {
  const parameters = (operation.parameters ?? []).map((one) => ('name' in one ? one.name : ''));
  const names = new Set([...parameters, ...fields]);
  return {
    id: operation.operationId ?? '',
    isAdmin: path.startsWith('/v1/admin/'),
    isBulk: path.endsWith('/bulk'),
    isFeed: path.startsWith('/v1/events'),
    isStream: path.endsWith('/stream'),
    isFilter: path.startsWith('/v1/events') || path === '/v1/notifications',
    takesBody: operation.requestBody !== undefined,
    isCommand: names.has('Idempotency-Key'),
    has: (name) => names.has(name),
  };
}

function answerOf(codes: readonly ErrorCode[]) {
  const examples = codes.map((code) => {
    const { retryAfter: _, ...value } = problemFor(code, errors[code].meaning);
    return [code, { summary: errors[code].meaning, value }];
  });
  return {
    description: codes.map((code) => `- \`${code}\`: ${errors[code].meaning}`).join('\n'),
    ...headersOf(codes),
    content: {
      'application/problem+json': {
        schema: { $ref: getSchemaPath(ProblemDto) },
        examples: Object.fromEntries(examples) as object,
      },
    },
  };
}

function headersOf(codes: readonly ErrorCode[]) {
  if (codes.includes('invalid_token')) {
    return { headers: { 'WWW-Authenticate': { schema: { type: 'string', example: 'Bearer' } } } };
  }
  const isLater = codes.some((code) => code === 'rate_limited' || errors[code].retryAfter);
  if (!isLater) return {};
  const description = 'Seconds after which trying again makes sense.';
  return { headers: { 'Retry-After': { description, schema: { type: 'integer' } } } };
}
