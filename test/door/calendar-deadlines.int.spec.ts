import { builtInCalendar } from '@tasuki/calendar';
import { type RecordedLead } from '@tasuki/lead-service';
import { settableClock } from '@tasuki/platform';
import { content, weekOf } from '../../libs/calendar/src/calendar.spec-support';
import { type Door, openDoor } from '../support/door';

type Started = Extract<RecordedLead, { type: 'SlaStarted' }>;

/** Tuesday, 10:00 in Tokyo. */
const tuesday = '2026-05-12T01:00:00.000Z';

describe('a calendar that is changed while deadlines run', () => {
  const clock = settableClock(tuesday);
  let door: Door;
  beforeAll(async () => {
    door = await openDoor({ clock, projecting: false });
  });
  afterAll(() => door.remove());

  async function promoted(): Promise<string> {
    const body = { source: { channel: 'web' } };
    const { body: receipt } = await door.as('marketing', { path: '/v1/leads', body });
    const leadId = String(receipt.leadId);
    const path = `/v1/leads/${leadId}/promote`;
    const answer = await door.as('marketing', { path, body: { reason: 'hand_raiser' } });
    expect(answer.status).toBe(200);
    return leadId;
  }

  async function contact(leadId: string): Promise<void> {
    const body = { channel: 'phone', outcome: 'connected' };
    const path = `/v1/leads/${leadId}/contacts`;
    expect((await door.as('inside_sales', { path, body })).status).toBe(201);
  }

  const history = (leadId: string) => door.runtime.leads.history(leadId);
  const startedIn = async (leadId: string) =>
    (await history(leadId)).filter((event): event is Started => event.type === 'SlaStarted');
  const terms = async (leadId: string) =>
    (await startedIn(leadId)).map(({ data: { sla, calendar, dueAt } }) => ({
      sla,
      calendar,
      dueAt,
    }));

  it('leaves the running ones as they are, and is what later ones are set by', async () => {
    const { hash } = builtInCalendar('default')!;
    const builtIn = { id: 'default', version: 0, hash };
    const [running, handedOver] = [await promoted(), await promoted()];
    await contact(running);
    const before = await history(running);
    // Three business days later, close of business on Friday.
    expect(await terms(running)).toEqual([
      { sla: 'firstContact', calendar: builtIn, dueAt: '2026-05-13T01:00:00.000Z' },
      { sla: 'sqlDecision', calendar: builtIn, dueAt: '2026-05-15T09:00:00.000Z' },
    ]);

    const body = content({
      zone: 'Asia/Tokyo',
      week: weekOf('10:00-16:00', { wednesday: '' }),
    });
    const path = '/v1/calendars/default';
    const { body: receipt } = await door.as('admin', { method: 'PUT', path, body });
    const changed = { id: 'default', version: 1, hash: receipt.hash };

    expect(await history(running)).toEqual(before);
    await contact(handedOver);
    // Wednesday is none any more: Thursday, Friday, Monday.
    expect(await terms(handedOver)).toEqual([
      { sla: 'firstContact', calendar: builtIn, dueAt: '2026-05-13T01:00:00.000Z' },
      { sla: 'sqlDecision', calendar: changed, dueAt: '2026-05-18T07:00:00.000Z' },
    ]);
    expect((await terms(await promoted())).map(({ calendar }) => calendar)).toEqual([changed]);
  });
});
