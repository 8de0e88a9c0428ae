import { builtInCalendar, type CalendarRef } from '@tasuki/calendar';
import { beginning } from '@tasuki/event-store';
import { contentHash, silentLogger } from '@tasuki/platform';
import { openRuntime, type Runtime } from '@tasuki/runtime';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { anOrigin, openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { content, weekOf } from '../../calendar/src/calendar.spec-support';

const early = content({ week: weekOf('07:00-15:00') });
const late = content({ week: weekOf('11:00-19:00') });
const builtIn = builtInCalendar('default')!;

describe('changing a calendar', () => {
  let here: TestRuntime;
  /** Another process on the same database. */
  let there: Runtime;
  beforeAll(async () => {
    here = await openTestRuntime();
    const { url, masterKeyFile } = here;
    there = await openRuntime(
      { DATABASE_URL: url, TASUKI_MASTER_KEY_FILE: masterKeyFile, DATABASE_POOL: 5 },
      silentLogger,
    );
  });
  afterAll(async () => {
    await there.close();
    await here.remove();
  });

  const anId = () => `calendar.${randomUUID().slice(0, 8)}`;
  const change = (id: string, said = content(), origin = anOrigin(), by: Runtime = here) =>
    by.calendarService.change(id, said, origin);
  const edited = (version: number) => ({ ...anOrigin(), edited: version });

  it('answers with its version, the hash of what it says, and what was written', async () => {
    const id = anId();
    await change(id);
    const receipt = await change(id, early);
    const [, event] = await here.store.readStream(`calendar-${id}`);
    expect(receipt).toEqual({
      calendarId: id,
      version: 2,
      hash: contentHash(early),
      position: await here.store.head(),
      events: [{ id: event!.id, type: 'CalendarChanged' }],
    });
    expect(event!.data).toEqual({ version: 2, hash: receipt.hash, content: early });
  });

  it('to what it says already writes nothing, in whatever order it is said', async () => {
    const id = anId();
    const first = await change(id, content({ week: weekOf('09:00-12:00 13:00-17:00') }));
    const again = await change(id, content({ week: weekOf('13:00-17:00 09:00-12:00') }));
    expect(again).toEqual({ ...first, events: [] });
  });

  it('to what is built in writes nothing: version 0 is at no point of the log', async () => {
    const { hash } = builtIn;
    expect(await change('default', builtIn.content)).toEqual({
      calendarId: 'default',
      version: 0,
      hash,
      position: beginning,
      events: [],
    });
  });

  it('at once from two processes that edited one version: one wins, the other is told', async () => {
    const id = anId();
    for (let version = 0; version < 20; version += 1) {
      const horizon = `${2100 + version}-12-31`;
      const outcomes = await Promise.allSettled([
        change(id, { ...early, horizon }, edited(version)),
        change(id, { ...late, horizon }, edited(version), there),
      ]);
      const [lost, ...others] = outcomes.flatMap((one) =>
        one.status === 'rejected' ? [one.reason as unknown] : [],
      );
      expect(lost).toMatchObject({
        code: 'calendar_outdated',
        details: { version: version + 1 },
      });
      expect(others).toEqual([]);
    }
    expect(await here.calendarService.versions(id)).toHaveLength(20);
  });

  it('at once from two processes that name no version: both count, one after the other', async () => {
    const id = anId();
    const horizons = Array.from({ length: 20 }, (_, index) => `${2100 + index}-12-31`);
    await Promise.all(
      horizons.map((horizon, index) =>
        change(id, content({ horizon }), anOrigin(), index % 2 === 0 ? here : there),
      ),
    );
    const versions = await there.calendarService.versions(id);
    expect(versions.map(({ version }) => version)).toEqual(horizons.map((_, index) => index + 1));
    expect(versions.map((one) => one.content.horizon).sort()).toEqual(horizons);
  });

  it('again by the same command is answered as the first time, whatever happened since', async () => {
    const id = anId();
    const origin = edited(0);
    const first = await change(id, early, origin);
    await change(id, late);
    expect(await change(id, early, origin)).toEqual(first);
    expect(await change(id, early, origin, there)).toEqual(first);
    expect(await here.calendarService.versions(id)).toHaveLength(2);
  });

  it('otherwise by the same command is refused', async () => {
    const id = anId();
    const origin = anOrigin();
    await change(id, early, origin);
    const code = 'idempotency_key_reused';
    await expect(change(id, late, origin)).rejects.toMatchObject({ code });
    await expect(change(id, late, origin, there)).rejects.toMatchObject({ code });
  });

  it('keeps every version, with who made it and when; the built-in one comes first', async () => {
    const origin = anOrigin();
    await change('default', early, origin);
    const [event] = await here.store.readStream('calendar-default');
    const { recordedAt } = event!;
    expect(await there.calendarService.versions('default')).toEqual([
      { version: 0, hash: builtIn.hash, content: builtIn.content, recordedAt: null, actor: null },
      { version: 1, hash: contentHash(early), content: early, recordedAt, actor: origin.actor },
    ]);
  });

  it('makes it known: one that nobody made is refused', async () => {
    const id = anId();
    const versions = () => here.calendarService.versions(id);
    await expect(versions()).rejects.toMatchObject({ code: 'unknown_calendar', details: { id } });
    await change(id);
    expect(await versions()).toHaveLength(1);
  });

  it('is heeded by the deadlines of another process within about a second', async () => {
    const known = (await here.calendarService.versions('default')).at(-1)!;
    const before = { id: 'default', version: known.version, hash: known.hash };
    expect(await calendarOfADeadline()).toEqual(before);
    const { version, hash } = await change('default', late);
    const started = performance.now();
    let seen = await calendarOfADeadline();
    while (seen.version !== version) {
      expect(seen).toEqual(before);
      await delay(50);
      seen = await calendarOfADeadline();
    }
    expect(seen.hash).toBe(hash);
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  /** Of one that is set now, in the other process. */
  async function calendarOfADeadline(): Promise<CalendarRef> {
    const capture = { type: 'CaptureLead', source: { channel: 'web' }, consents: [] } as const;
    const { leadId } = await there.leads.capture(capture, anOrigin());
    await there.leads.execute(leadId, { type: 'PromoteLead', reason: 'asked' }, anOrigin());
    const history = await there.leads.history(leadId);
    return history.flatMap((one) => (one.type === 'SlaStarted' ? [one.data.calendar] : []))[0]!;
  }
});
