import { type Role, roles } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';
import { type ErrorCode, errorCodes } from '../../apps/lead-api/src/errors';
import { type Answer, type Door, type DoorRequest, openDoor } from '../support/door';
import { answerCheck, type CheckAnswer } from './answer-check';
import { type ApiOperation, operationsOf, pathOf, readDocument, wayIn } from './api-operations';

/** What the door itself answers, at any path or where there is none. */
const ofNoOperation: readonly ErrorCode[] = [
  'headers_too_large',
  'internal_error',
  'method_not_allowed',
  'no_such_route',
  'path_too_long',
  'request_timeout',
];

/** Of commands that no one sends by HTTP, or of input that the door refuses before the domain does. */
const neverByHttp: readonly ErrorCode[] = [
  'calendar_unusable',
  'history_goes_backward',
  'lead_has_live_events',
  'occurred_at_unreadable',
];

describe('the problems of the OpenAPI document', () => {
  let door: Door;
  let operations: readonly ApiOperation[];
  let wrongIn: CheckAnswer;
  beforeAll(async () => {
    door = await openDoor();
    const document = await readDocument(door);
    operations = operationsOf(document).filter(({ security }) => security !== undefined);
    wrongIn = answerCheck(document);
  });
  afterAll(() => door.remove());

  const codesOf = ({ responses }: ApiOperation, status: number | string) =>
    Object.keys(responses[status]?.content?.['application/problem+json']?.examples ?? {});
  const having = (status: number) => operations.filter(({ responses }) => status in responses);

  /** Its example, about leads, streams and read models that are not there. */
  function requestOf(operation: ApiOperation): DoorRequest {
    const [leadId, eventId, slaId] = [randomUUID(), randomUUID(), randomUUID()];
    const notificationId = randomUUID();
    const nothing = {
      name: 'nothing',
      target: 'nothing',
      stream: 'nothing',
      calendarId: 'nothing',
    };
    const values = { leadId, eventId, slaId, notificationId, ...nothing };
    const { method, examples } = operation;
    return { method, path: pathOf(operation, values), body: examples[0] };
  }

  function expectProblem(operation: ApiOperation, status: number, answer: Answer): void {
    const { operationId } = operation;
    expect([operationId, answer.status, wrongIn(operation, answer)]).toEqual([
      operationId,
      status,
      [],
    ]);
    expect(answer.body.status).toBe(status);
    expect(codesOf(operation, status)).toContain(answer.body.code);
  }

  async function expectRefusals(
    status: number,
    of: readonly ApiOperation[],
    ask: (operation: ApiOperation, request: DoorRequest) => Promise<Answer>,
  ): Promise<void> {
    expect(of.length).toBeGreaterThan(0);
    const before = await door.runtime.store.head();
    for (const operation of of) {
      expectProblem(operation, status, await ask(operation, requestOf(operation)));
    }
    expect(await door.runtime.store.head()).toBe(before);
  }

  const asAllowed = (operation: ApiOperation, request: DoorRequest) =>
    door.as(wayIn(operation).role, request);

  it('are all there: each code of the catalogue is one of some operation, or of none', () => {
    const documented = operations.flatMap((operation) =>
      Object.keys(operation.responses).flatMap((status) => codesOf(operation, status)),
    );
    const all = [...new Set([...documented, ...ofNoOperation, ...neverByHttp])];
    expect(all.toSorted()).toEqual(errorCodes.toSorted());
    expect(documented.filter((code) => ([...ofNoOperation] as string[]).includes(code))).toEqual(
      [],
    );
  });

  it('have examples that are problems themselves', () => {
    for (const operation of operations) {
      for (const [status, { content }] of Object.entries(operation.responses)) {
        const media = content?.['application/problem+json'];
        for (const { value } of Object.values(media?.examples ?? {})) {
          const body = value as Answer['body'];
          const headers = { 'content-type': 'application/problem+json' };
          expectProblem(operation, Number(status), { status: +status, headers, body, text: '' });
        }
      }
    }
  });

  it('401: without a token, every operation that is not public', () =>
    expectRefusals(401, operations, (_, request) => door.send(request)));

  it('403: for a role that may not', async () => {
    const wrong = (operation: ApiOperation): Role =>
      roles.find((role) => role !== wayIn(operation).role && role === 'auditor') ?? 'service';
    const isRead = ({ method }: ApiOperation) => method === 'GET';
    const commands = having(403).filter((operation) => !isRead(operation));
    await expectRefusals(403, commands, (operation, request) => door.as(wrong(operation), request));
    const reads = having(403).filter(isRead);
    await expectRefusals(403, reads, (_, request) => door.as('sales', request));
  });

  it('400: for a body or a query that is not as documented', () =>
    expectRefusals(400, having(400), (operation, { body, ...request }) =>
      asAllowed(
        operation,
        operation.bodySchema === undefined
          ? {
              ...request,
              path: `${request.path}${request.path.includes('?') ? '&' : '?'}surplus=1`,
            }
          : { ...request, body: { ...(body as object), surplus: 1 } },
      ),
    ));

  it('404: for a lead, a stream or a read model that is not there', () =>
    expectRefusals(404, having(404), asAllowed));

  it('413 and 415: for a body that is too large, or no JSON', async () => {
    const note = 'x'.repeat(2 * 1024 * 1024);
    await expectRefusals(413, having(413), (operation, request) =>
      asAllowed(operation, { ...request, body: { note } }),
    );
    const headers = { 'content-type': 'text/plain' };
    await expectRefusals(415, having(415), (operation, request) =>
      asAllowed(operation, { ...request, body: 'source=web', headers }),
    );
  });
});
