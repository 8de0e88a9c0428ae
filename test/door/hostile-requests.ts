import fc from 'fast-check';
import { type ApiDocument, type ApiOperation } from './api-operations';
import { hostileBodies } from './hostile-bodies';
import { hostileQueries } from './hostile-queries';
import { type WireRequest } from './wire';

type Requests = fc.Arbitrary<WireRequest>;

/** A request that would be answered 2xx, for the generator to spoil. */
export interface GoodRequest extends WireRequest {
  readonly operation: ApiOperation;
  /** All methods of its path. */
  readonly methods: readonly string[];
}

/**
 * Requests of which each has one thing wrong with it, whatever else may be right: every one must be
 * refused, and none may be noticed anywhere but in its answer.
 */
export function hostileRequests(good: GoodRequest, { components }: ApiDocument): Requests {
  const { operation, methods, ...request } = good;
  const isPublic = operation.security === undefined;
  const kinds: Requests[] = [wrongMethods(request, methods), wrongPaths(request)];
  if (isPublic) return fc.oneof(...kinds);
  kinds.push(wrongHeaders(request, operation), wrongQueries(request, operation));
  if (request.body === undefined) return fc.oneof(...kinds);
  const bodies = hostileBodies(JSON.parse(request.body), operation.bodySchema!, components).map(
    (body) => ({ ...request, body }),
  );
  return fc.oneof(...kinds, wrongTypes(request), { weight: 8, arbitrary: bodies });
}

function wrongMethods(request: WireRequest, methods: readonly string[]): Requests {
  const all = ['DELETE', 'GET', 'PATCH', 'POST', 'PROPFIND', 'PUT', 'SEARCH', 'TRACE'];
  const wrong = all.filter((method) => !methods.includes(method));
  return fc.constantFrom(...wrong).map((method) => ({ ...request, method }));
}

const notInPaths = [
  '%00',
  '%zz',
  '%',
  '%c0%ae',
  '..%2f..%2fetc%2fpasswd',
  "'%20or%201=1--",
  '%0d%0aX:y',
];
const suffixes = [
  '/',
  '/x',
  '%20',
  '%00',
  '%ff',
  ';x=1',
  '/../../etc/passwd',
  '/%2e%2e/%2e%2e',
  '\u00ff',
];

/** Ids that are none, and paths beside those that are there. */
function wrongPaths(request: WireRequest): Requests {
  const [path = '', query] = request.path.split('?');
  const rest = query === undefined ? '' : `?${query}`;
  const segments = path.split('/');
  const ids = segments.flatMap((segment, index) =>
    /[0-9a-f]{8}-|_v\d+$/.test(segment) ? [index] : [],
  );
  const beside = fc.oneof(
    fc.constantFrom(...suffixes).map((suffix) => path + suffix),
    fc.constantFrom(`/${path}`, path.toUpperCase(), path.replace('/', '/./'), '/', '/docs/../x'),
    fc.stringMatching(/^[!-~]{1,40}$/).map((text) => `/v1/${text.replace(/[?#]/g, '')}/x/y/z`),
  );
  const inPlace = fc
    .tuple(
      fc.constantFrom(...ids, 0),
      fc.constantFrom(...notInPaths, 'x'.repeat(199), 'x'.repeat(5_000)),
    )
    .map(([index, text]) => segments.with(index, index === 0 ? '/x' : text).join('/'));
  return fc
    .oneof(beside, ids.length === 0 ? beside : inPlace)
    .map((wrong) => ({ ...request, path: wrong + rest }));
}

const wrongValues: Readonly<Record<string, readonly (string | string[])[]>> = {
  authorization: [
    '',
    'Bearer',
    'Bearer x.y.z',
    'Basic eDp5',
    'Bearer \u00e9',
    `Bearer ${'x'.repeat(9_000)}`,
  ],
  'Idempotency-Key': ['', 'a b', '\u00e9', '\t', 'x'.repeat(201), 'x'.repeat(9_000), ['a', 'b']],
  'If-Match': ['', '17', 'W/"17"', '"x"', '"0"', '"1" "2"', '*, *', '"1', `"${'9'.repeat(99)}"`],
  'X-Correlation-Id': [
    '',
    '1',
    'x'.repeat(36),
    '\u00e9',
    [crypto.randomUUID(), crypto.randomUUID()],
  ],
  'Tasuki-After': [
    '',
    '17',
    '-1',
    'now',
    '0x'.padEnd(20, '1'),
    '1'.repeat(21),
    ['1'.repeat(20), 'x'],
  ],
};

function wrongHeaders(request: WireRequest, { parameters }: ApiOperation): Requests {
  const known = parameters.map(({ name }) => name).filter((name) => name in wrongValues);
  return fc
    .constantFrom('authorization', ...known)
    .chain((name) => fc.constantFrom(...wrongValues[name]!).map((value) => [name, value] as const))
    .map(([name, value]) => ({ ...request, headers: { ...request.headers, [name]: value } }));
}

function wrongTypes(request: WireRequest): Requests {
  const types = ['text/plain', 'application/xml', 'application/jsonp', 'multipart/form-data', 'x'];
  return fc
    .constantFrom(...types, 'application/merge-patch+json', 'application/x-www-form-urlencoded')
    .map((type) => ({ ...request, headers: { ...request.headers, 'content-type': type } }));
}

function wrongQueries(request: WireRequest, { parameters }: ApiOperation): Requests {
  const [path] = request.path.split('?');
  return hostileQueries(parameters).map((query) => ({ ...request, path: `${path}?${query}` }));
}
