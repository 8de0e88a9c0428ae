import { leadStream } from '@tasuki/lead';
import { settableClock } from '@tasuki/platform';
import { leadDetails, leadTimeline, tableOf } from '@tasuki/read-models';
import { type Answer, type Door, openDoor } from '../support/door';
import { answerCheck, type CheckAnswer } from './answer-check';
import {
  type ApiDocument,
  type ApiOperation,
  isEndless,
  operationsOf,
  pathOf,
  readDocument,
  wayIn,
} from './api-operations';
import { recordedNotification } from './recorded-notification';
import { leadIn, parkedLead } from './leads-in-stages';

describe('the OpenAPI document', () => {
  let door: Door;
  let document: ApiDocument;
  let operations: readonly ApiOperation[];
  let wrongIn: CheckAnswer;
  let parked: string;
  beforeAll(async () => {
    // What the examples call past is past by then, and what they call ahead is ahead.
    door = await openDoor({ clock: settableClock('2026-05-01T02:00:00.000Z') });
    document = await readDocument(door);
    operations = operationsOf(document);
    wrongIn = answerCheck(document);
    parked = leadStream((await parkedLead(door.runtime)).leadId);
    // The examples of activities name the lead of this one by its e-mail and its key in a CRM.
    await send(named('captureLead'));
  });
  afterAll(() => door.remove());

  const named = (id: string) => operations.find(({ operationId }) => operationId === id)!;

  /** What stands for the parameters of its path, on a lead of its own. */
  async function valuesFor(operation: ApiOperation): Promise<Record<string, string>> {
    const calendarId = 'default';
    const { leadId, activity, slaId } = await leadIn(door.runtime, wayIn(operation).standing);
    const notificationId = await recordedNotification(door.runtime, { leadId });
    const retry = operation.operationId === 'retryParkedStream';
    const target = tableOf(retry ? leadDetails : leadTimeline);
    return {
      leadId,
      eventId: activity,
      slaId,
      name: 'mql_queue',
      target,
      stream: parked,
      calendarId,
      notificationId,
    };
  }

  /** What is documented as its example, with what it reads up with the log. */
  async function send(operation: ApiOperation): Promise<Answer> {
    const { method, examples, parameters } = operation;
    const path = pathOf(operation, await valuesFor(operation));
    const reads = parameters.some(({ name }) => name === 'Tasuki-After');
    const headers: Record<string, string> = reads
      ? { 'tasuki-after': await door.runtime.store.head() }
      : {};
    const [body] = examples;
    return door.as(wayIn(operation).role, { method, path, body, headers });
  }

  it('has an operation of a name of its own for all that there is to do', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(operationIds.trim().split(/\s+/));
    const described = new Set(document.tags.map(({ name, description }) => description && name));
    for (const { operationId, tags, summary } of operations) {
      expect([operationId, tags.every((tag) => described.has(tag)), !!summary]).toEqual([
        operationId,
        true,
        true,
      ]);
    }
  });

  it('names nothing that it does not say: references, parameters, schemas', () => {
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]*)"/g)) {
      expect(document.components.schemas).toHaveProperty([name!]);
    }
    expect(text).not.toMatch(/"schema":\{\}|"items":\{\}|"items":\{"type":"object"\}/);
    for (const { path, parameters, operationId } of operations) {
      const inPath = parameters.filter((one) => one.in === 'path');
      const asked = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect([operationId, inPath.map(({ name }) => name).sort()]).toEqual([
        operationId,
        asked.sort(),
      ]);
      for (const { name, description, schema } of parameters) {
        const isSaid = description !== undefined && schema.type !== undefined;
        expect([operationId, name, isSaid]).toEqual([operationId, name, true]);
      }
      for (const { name, schema } of inPath) {
        expect([operationId, name, schema.example]).toEqual([
          operationId,
          name,
          expect.any(String),
        ]);
      }
    }
  });

  it('gives each body an example with all that may be said together', () => {
    for (const { operationId, requestBody, examples } of operations) {
      if (requestBody === undefined) continue;
      expect([operationId, examples.length]).toEqual([operationId, 1]);
    }
    const { schemas } = document.components;
    expect(Object.keys(named('captureLead').examples[0] as object)).toEqual(
      Object.keys(schemas.CaptureDto!.properties!),
    );
  });

  it('each example is taken as it stands, and answered as documented', async () => {
    for (const operation of operations.filter((one) => !isEndless(one))) {
      const answer = await send(operation);
      const { operationId } = operation;
      expect([operationId, answer.status < 300, answer.body]).toEqual([
        operationId,
        true,
        answer.body,
      ]);
      expect([operationId, wrongIn(operation, answer)]).toEqual([operationId, []]);
      const results = (answer.body.results ?? []) as readonly { status: number }[];
      expect(results.filter(({ status }) => status >= 300)).toEqual([]);
    }
  });
});

/** Published: clients are made from them. */
const operationIds = `
  acceptLead assessBant assignLead captureLead captureLeads changeCalendar changeProfile claimLead
  correctOutcome countQueues discardParkedEvent disqualifyLead explainScore findLead giveFeedback
  issueTicket listCalendarVersions listCalendars listDiscardedEvents listEvents listIsQueue
  listLeads listMqlQueue listNotifications listParkedStreams listPeople listReadModels listSqlQueue listUntouched
  loseDeal pauseSla promoteLead proposeHolidays proveSla putBackLead qualifyLead readCalendar
  readLead readLiveness readMetrics readReadiness readTimeline rebuildReadModel recordActivities
  recordActivity recordConsent recordContact recordCustomerValue recycleLead redeliverNotification reopenLead replanSla
  reportSla resumeSla retractActivity retryParkedStream returnLead streamEvents streamQueue winDeal
`;
