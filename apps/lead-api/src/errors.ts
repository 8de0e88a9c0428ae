import { type RefusalCode, type RefusalKind, refusals } from '@tasuki/domain';

/** What a code means to a client; see docs/errors.md, which is made from it. */
export interface ErrorEntry {
  readonly status: number;
  /** One sentence. */
  readonly meaning: string;
  readonly remedy: string;
  /** Seconds after which trying again makes sense; sent as `Retry-After`. */
  readonly retryAfter?: number;
}

const statusOfKind: Readonly<Record<RefusalKind, number>> = {
  malformed: 400,
  absent: 404,
  conflict: 409,
  outdated: 412,
  unacceptable: 422,
};

/** What the domain does not know of: HTTP, access, and what stands behind the door. */
const errorsOfTheDoor = {
  invalid_input: {
    status: 400,
    meaning: 'Body, query, path or a header is not as documented.',
    remedy: '`errors` names each field by `path`, what is wrong with it, and what is allowed.',
  },
  malformed_request: {
    status: 400,
    meaning: 'The request cannot be read: broken JSON, or a path that is no text.',
    remedy: 'Send well-formed JSON in UTF-8 and a percent-encoded path.',
  },
  invalid_token: {
    status: 401,
    meaning: 'The access token is missing, forged, expired, or meant for somebody else.',
    remedy: 'Send `Authorization: Bearer …` with a token of now.',
  },
  forbidden: {
    status: 403,
    meaning: 'The token is good, and none of its roles may send this command.',
    remedy: 'Ask somebody who has the role; see the table of roles.',
  },
  parked: {
    status: 409,
    meaning: 'An event of this lead could not be applied to the read model asked for.',
    remedy: 'An operator must retry or discard it; see docs/operating.md.',
  },
  discarded: {
    status: 409,
    meaning: 'What is known of this lead was discarded from the read model asked for.',
    remedy: 'An admin finds what, when and why at `GET /v1/admin/discarded-events`.',
  },
  stream_unreadable: {
    status: 409,
    meaning:
      'An event of this lead or calendar cannot be read by this release; nothing was written.',
    remedy:
      'Deploy the release that wrote it, or ask an operator; what does not rest on it goes on.',
  },
  not_parked: {
    status: 404,
    meaning: 'This stream is not parked in this read model.',
    remedy: 'Take both from the list of what is parked; somebody else may have retried it.',
  },
  read_model_not_found: {
    status: 404,
    meaning: 'There is no read model of this name.',
    remedy: 'See the list of read models.',
  },
  notification_not_found: {
    status: 404,
    meaning: 'There is no notification of this id.',
    remedy: 'Take the id from `GET /v1/notifications`, or from the `webhook-id` of a webhook.',
  },
  notification_busy: {
    status: 409,
    meaning: 'This notification is being sent.',
    remedy: 'See at `GET /v1/notifications` what became of it, and ask again if need be.',
  },
  request_timeout: {
    status: 408,
    meaning: 'The request did not arrive in time.',
    remedy: 'Send it again, with the same `Idempotency-Key`.',
  },
  rate_limited: {
    status: 429,
    meaning: 'This subject has sent more requests than it may.',
    remedy: 'Send it again after `Retry-After` seconds; use the bulk routes for many.',
  },
  too_many_streams: {
    status: 429,
    meaning: 'This subject follows as many streams as it may at once.',
    remedy:
      'End one of them, or come back after `Retry-After` seconds; one connection is enough for one queue.',
    retryAfter: 10,
  },
  headers_too_large: {
    status: 431,
    meaning: 'The headers hold more bytes than a request may.',
    remedy: 'Send fewer or shorter headers.',
  },
  no_such_route: {
    status: 404,
    meaning: 'There is no such route.',
    remedy: 'See `/docs`.',
  },
  method_not_allowed: {
    status: 405,
    meaning: 'The path is there, and does not take this method.',
    remedy: '`Allow` names the methods that it takes; see `/docs`.',
  },
  append_too_large: {
    status: 413,
    meaning: 'What one command would write is more than one append may hold.',
    remedy: 'Send less in one command: shorter notes, fewer consents or holidays.',
  },
  body_too_large: {
    status: 413,
    meaning: 'The body holds more bytes than a request may.',
    remedy: 'Send bulk requests in smaller parts.',
  },
  path_too_long: {
    status: 414,
    meaning: 'A part of the path is longer than anything that it could name.',
    remedy: 'Check the id or the name that stands there.',
  },
  unsupported_media_type: {
    status: 415,
    meaning: 'The body is not JSON.',
    remedy: 'Send `Content-Type: application/json`.',
  },
  internal_error: {
    status: 500,
    meaning: 'This is our fault; whether a command was written is not known.',
    remedy: 'Repeat it with the same `Idempotency-Key`; if it stays, tell whoever runs Tasuki.',
  },
  contention: {
    status: 503,
    meaning: 'Others wrote the same lead, identity or calendar all the time; nothing was written.',
    remedy: 'Send it again after `Retry-After` seconds.',
    retryAfter: 1,
  },
  keys_unavailable: {
    status: 503,
    meaning: 'The keys that access tokens are checked against cannot be had at present.',
    remedy: 'Send it again after `Retry-After` seconds.',
    retryAfter: 5,
  },
  outcome_unknown: {
    status: 503,
    meaning: 'The answer of the event store was lost: the command may have been written.',
    remedy: 'Repeat it with the same `Idempotency-Key`, which settles it.',
    retryAfter: 2,
  },
  read_model_behind: {
    status: 503,
    meaning: 'The log has what was asked for, and the read model has not yet.',
    remedy: 'Ask again after `Retry-After` seconds.',
    retryAfter: 1,
  },
  read_model_rebuilding: {
    status: 503,
    meaning: 'The read model is being built, for the first time or by a newer version.',
    remedy: 'Ask again after `Retry-After` seconds; `/health/ready` tells how things stand.',
    retryAfter: 5,
  },
  store_unavailable: {
    status: 503,
    meaning: 'The database is away; nothing was written.',
    remedy: 'Send it again after `Retry-After` seconds.',
    retryAfter: 2,
  },
  insufficient_storage: {
    status: 507,
    meaning: "The database's disk is full; nothing was written.",
    remedy: 'Send it again after `Retry-After` seconds; whoever runs Tasuki must make room.',
    retryAfter: 10,
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

export type ErrorCode = RefusalCode | keyof typeof errorsOfTheDoor;

const codesOfRefusals = Object.keys(refusals) as RefusalCode[];

/** Every code that an answer can bear: a new one is one entry, here or in `refusals`. */
export const errors: Readonly<Record<ErrorCode, ErrorEntry>> = {
  ...(Object.fromEntries(
    codesOfRefusals.map((code) => {
      const { kind, ...entry } = refusals[code];
      return [code, { status: statusOfKind[kind], ...entry }];
    }),
  ) as Record<RefusalCode, ErrorEntry>),
  ...errorsOfTheDoor,
};

export const errorCodes = Object.keys(errors) as ErrorCode[];
