import { type Role, roles, settableClock } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';
import { type SlaProofDto } from '../../apps/lead-api/src/dto/sla-proof';
import { type SlaAnswerDto } from '../../apps/lead-api/src/dto/slas';
import { type Door, openDoor } from '../support/door';
import { deadlineDoor } from './deadline-door';
import { expectProblem } from './expect-problem';

const hour = 3_600_000;

/** Of May 2026, in Tokyo; the 11th is a Monday. */
const may = (day: number, time: string) =>
  new Date(`2026-05-${day}T${time}:00+09:00`).toISOString();

describe('the proof of a deadline, at the door', () => {
  const clock = settableClock();
  let door: Door;
  beforeAll(async () => {
    door = await openDoor({ clock });
  });
  afterAll(() => door.remove());
  beforeEach(() => clock.set(may(11, '10:00')));

  const deadlines = deadlineDoor(() => door);
  const { ask, get, promoted, contact, pause, resume, slasOf, runOut, tamper } = deadlines;
  const recycle = (leadId: string) =>
    door.as('inside_sales', { path: `/v1/leads/${leadId}/recycle`, body: { reason: 'not_now' } });
  const pathOf = (leadId: string, slaId: string) => `/v1/leads/${leadId}/slas/${slaId}/proof`;
  const proof = async (leadId: string, slaId: string, role?: Role) =>
    (await get('proveSla', pathOf(leadId, slaId), role)) as unknown as SlaProofDto;
  const differing = ({ checks }: SlaProofDto) =>
    checks.filter(({ agrees }) => !agrees).map(({ what }) => what);

  async function contacted(): Promise<string> {
    const leadId = await promoted();
    clock.set(may(11, '15:00'));
    await contact(leadId);
    return leadId;
  }

  function expectSame(proved: SlaProofDto, shown: SlaAnswerDto): void {
    const { slaId, sla, cycle, startedAt, warnAt, dueAt, terms, definition } = shown;
    const { state, ended, pauses, calendar } = shown;
    const same = { slaId, sla, cycle, startedAt, warnAt, dueAt, terms, definition, pauses };
    expect(proved).toMatchObject({ ...same, verdict: state, elapsed: ended?.elapsed ?? null });
    expect(proved.calendar).toEqual({ ...calendar, zone: 'Asia/Tokyo' });
  }

  it('holds of one that was met, and is what the lead shows', async () => {
    const leadId = await contacted();
    const [first] = await slasOf(leadId);
    const proved = await proof(leadId, first!.slaId);
    expect([proved.holds, differing(proved)]).toEqual([true, []]);
    expectSame(proved, first!);
    expect(proved).toMatchObject({
      verdict: 'met',
      counted: { ms: 24 * hour, intervals: [{ from: may(11, '10:00'), to: may(12, '10:00') }] },
      elapsed: { wallMs: 5 * hour, pausedMs: 0, workingMs: 4 * hour },
    });
    expect(proved.causes.map(({ type }) => type)).toEqual([
      'LeadMarketingQualified',
      'SlaStarted',
      'LeadContacted',
      'SlaMet',
    ]);
  });

  it('holds of one that is paused, and was paused and resumed', async () => {
    const leadId = await contacted();
    clock.set(may(12, '10:00'));
    const slaId = await pause(leadId);
    const lasting = await proof(leadId, slaId);
    expect(lasting).toMatchObject({
      holds: true,
      pauses: [{ since: may(12, '10:00'), until: may(26, '18:00') }],
      counted: {
        intervals: [
          { from: may(11, '15:00'), to: may(11, '18:00'), ms: 3 * hour },
          { from: may(12, '09:00'), to: may(12, '10:00'), ms: hour },
        ],
        ms: 4 * hour,
        left: { ms: 23 * hour, closes: 3 },
      },
    });

    clock.set(may(13, '15:00'));
    await resume(leadId);
    const proved = await proof(leadId, slaId);
    expect([proved.holds, differing(proved)]).toEqual([true, []]);
    expectSame(proved, (await slasOf(leadId)).at(-1)!);
    expect(proved).toMatchObject({
      verdict: 'running',
      elapsed: null,
      pauses: [{ since: may(12, '10:00'), until: may(13, '15:00') }],
      dueAt: may(15, '18:00'),
    });
    expect(proved.counted).toEqual({
      intervals: [
        { from: may(11, '15:00'), to: may(11, '18:00'), ms: 3 * hour },
        { from: may(12, '09:00'), to: may(12, '10:00'), ms: hour },
        { from: may(13, '15:00'), to: may(13, '18:00'), ms: 3 * hour },
        { from: may(14, '09:00'), to: may(14, '12:00'), ms: 3 * hour },
        { from: may(14, '13:00'), to: may(14, '18:00'), ms: 5 * hour },
        { from: may(15, '09:00'), to: may(15, '12:00'), ms: 3 * hour },
        { from: may(15, '13:00'), to: may(15, '18:00'), ms: 5 * hour },
      ],
      ms: 23 * hour,
      left: null,
    });
  });

  it('names what cancelled it', async () => {
    const leadId = await promoted();
    await recycle(leadId);
    const [first] = await slasOf(leadId);
    const proved = await proof(leadId, first!.slaId);
    expect(proved).toMatchObject({ holds: true, verdict: 'cancelled' });
    expect(proved.causes.map(({ type }) => type)).toEqual([
      'LeadMarketingQualified',
      'SlaStarted',
      'LeadRecycled',
      'SlaCancelled',
    ]);
  });

  it('does not hold when somebody wrote another reason, or took what was met out of the log', async () => {
    const recycled = await promoted();
    await recycle(recycled);
    const [cancelled] = await slasOf(recycled);
    await tamper(recycled, 'SlaCancelled', '"recycled"', '"disqualified"');
    expect(differing(await proof(recycled, cancelled!.slaId))).toEqual(['why it was cancelled']);

    const leadId = await contacted();
    const [met] = await slasOf(leadId);
    await tamper(leadId, 'SlaMet', met!.slaId, randomUUID());
    const proved = await proof(leadId, met!.slaId);
    expect(proved).toMatchObject({ holds: false, verdict: 'met' });
    expect(proved.checks.slice(-2)).toMatchObject([
      {
        event: { type: 'LeadContacted' },
        what: 'what it means for the deadline',
        recorded: null,
        recomputed: 'SlaMet',
      },
      { what: 'the verdict', recorded: 'running', recomputed: 'met' },
    ]);
  });

  it('does not hold when somebody else is said to have been told', async () => {
    const leadId = await promoted('aiko');
    clock.advance(12 * hour);
    await runOut(leadId, 'warning');
    const [first] = await slasOf(leadId);
    expect(await proof(leadId, first!.slaId)).toMatchObject({ holds: true });
    await tamper(leadId, 'SlaWarned', '"aiko"', '"ken"');
    expect((await proof(leadId, first!.slaId)).checks).toContainEqual({
      event: expect.objectContaining({ type: 'SlaWarned' }) as object,
      what: 'who is to be told',
      recorded: [{ subject: 'ken' }],
      recomputed: [{ subject: 'aiko' }],
      agrees: false,
    });
  });

  it('does not hold when somebody wrote another deadline into the log', async () => {
    const leadId = await contacted();
    const [first, decision] = await slasOf(leadId);
    await tamper(leadId, 'SlaStarted', may(12, '10:00'), may(14, '10:00'));
    const proved = await proof(leadId, first!.slaId);
    expect([proved.holds, differing(proved)]).toEqual([false, ['the deadline']]);
    expect(proved.checks).toContainEqual({
      event: expect.objectContaining({ type: 'SlaStarted' }) as object,
      what: 'the deadline',
      recorded: { dueAt: may(14, '10:00'), warnAt: may(11, '22:00') },
      recomputed: { dueAt: may(12, '10:00'), warnAt: may(11, '22:00') },
      agrees: false,
    });
    // What the lead shows was folded before, and does not notice.
    expect(await slasOf(leadId)).toMatchObject([{ dueAt: may(12, '10:00') }, {}]);
    expect(await proof(leadId, decision!.slaId)).toMatchObject({ holds: true });
  });

  it('names what comes out of nothing by leaving it out', async () => {
    const leadId = await promoted();
    const [first] = await slasOf(leadId);
    await tamper(leadId, 'LeadMarketingQualified', '"by":"person"', '"by":"import"');
    const { holds, checks } = await proof(leadId, first!.slaId);
    const wrong = checks.filter(({ agrees }) => !agrees);
    expect([holds, wrong.map(({ what, recorded }) => [what, recorded])]).toEqual([
      false,
      [['what happened', 'SlaStarted']],
    ]);
    expect('recomputed' in wrong[0]!).toBe(false);
  });

  it('is refused when the calendar or the definition that the log names is none', async () => {
    const leadId = await promoted();
    const [first] = await slasOf(leadId);
    const none = '0'.repeat(64);
    await tamper(leadId, 'SlaStarted', first!.calendar.hash, none);
    expectProblem(await ask(pathOf(leadId, first!.slaId)), 404, 'unknown_calendar');
    await tamper(leadId, 'SlaStarted', none, first!.calendar.hash);
    await tamper(leadId, 'SlaStarted', first!.definition.hash, none);
    expect(differing(await proof(leadId, first!.slaId))).toEqual(['the definition']);
    await tamper(leadId, 'LeadMarketingQualified', first!.definition.hash, none);
    expectProblem(await ask(pathOf(leadId, first!.slaId)), 409, 'unknown_definition');
  });

  it('may be read by the auditor, and by every other role', async () => {
    const leadId = await contacted();
    const [first] = await slasOf(leadId);
    const asAuditor = await proof(leadId, first!.slaId, 'auditor');
    for (const role of roles) expect(await proof(leadId, first!.slaId, role)).toEqual(asAuditor);
  });

  it('is named by its lead and its own id', async () => {
    const [one, other] = [await promoted(), await promoted()];
    const [ofOther] = await slasOf(other);
    for (const slaId of [ofOther!.slaId, randomUUID()]) {
      const answer = await ask(pathOf(one, slaId));
      expectProblem(answer, 404, 'sla_not_found');
      expect(answer.body.details).toEqual({ slaId });
    }
    expectProblem(await ask(pathOf(randomUUID(), ofOther!.slaId)), 404, 'lead_not_found');
    const answer = await ask(pathOf(one, 'firstContact'));
    expectProblem(answer, 400, 'invalid_input');
    expect(answer.body.errors).toMatchObject([{ path: 'slaId', allowed: 'a UUID' }]);
    const upper = pathOf(other.toUpperCase(), ofOther!.slaId.toUpperCase());
    expect((await ask(upper)).status).toBe(200);
  });
});
