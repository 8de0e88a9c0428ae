import { settableClock } from '@tasuki/platform';
import { type Answer, type Door, openDoor } from '../support/door';
import { deadlineDoor } from './deadline-door';
import { expectProblem } from './expect-problem';

/** Of May 2026, in Tokyo; the 11th is a Monday. */
const may = (day: number, time: string) =>
  new Date(`2026-05-${day}T${time}:00+09:00`).toISOString();

interface Row {
  readonly leadId: string;
  readonly deadline: { readonly dueAt: string } | null;
}

describe('queues by deadline', () => {
  const clock = settableClock();
  let door: Door;
  beforeEach(async () => {
    clock.set(may(11, '10:00'));
    door = await openDoor({ clock });
  });
  afterEach(() => door.remove());

  const { ask, get, promoted, imported, assign, contact, pause, runOut } = deadlineDoor(() => door);
  const operations: Readonly<Record<string, string>> = {
    mql: 'listMqlQueue',
    is: 'listIsQueue',
    untouched: 'listUntouched',
  };
  const page = (queue: string, query = '') =>
    get(operations[queue]!, `/v1/queues/${queue}?${query}`, 'inside_sales');
  const rows = async (queue: string, query = '') =>
    (await page(queue, query)).items as readonly Row[];
  const ids = async (queue: string, query = '') =>
    (await rows(queue, query)).map(({ leadId }) => leadId);

  /** Four that wait for their first contact, in the order in which it is due. */
  async function fourMqls(): Promise<readonly string[]> {
    const old = await imported();
    const due: string[] = [];
    for (const time of ['10:00', '11:00', '12:00']) {
      clock.set(may(11, time));
      due.push(await promoted());
    }
    return [...due, old];
  }

  it('show what is due first, and last what has no deadline', async () => {
    const inOrder = await fourMqls();
    const shown = await rows('mql', 'sort=due');
    expect(shown.map(({ leadId, deadline }) => [leadId, deadline?.dueAt ?? null])).toEqual([
      [inOrder[0], may(12, '10:00')],
      [inOrder[1], may(12, '11:00')],
      [inOrder[2], may(12, '12:00')],
      [inOrder[3], null],
    ]);
    expect(await ids('untouched', 'sort=due')).toEqual(inOrder);
  });

  it('are paged in that order, and a cursor holds for it alone', async () => {
    const inOrder = await fourMqls();
    for (const queue of ['mql', 'untouched']) {
      const paged: string[] = [];
      for (let more = ''; ;) {
        const { items, next } = await page(queue, `sort=due&limit=1${more}`);
        paged.push(...(items as readonly Row[]).map(({ leadId }) => leadId));
        if (next === null) break;
        more = `&cursor=${next as string}`;
      }
      expect([queue, paged]).toEqual([queue, inOrder]);
    }
    const { next } = await page('mql', 'sort=due&limit=1');
    for (const path of ['mql?sort=since', 'untouched?sort=due']) {
      expectProblem(
        await ask(`/v1/queues/${path}&cursor=${next as string}`),
        400,
        'invalid_cursor',
      );
    }
  });

  it('show on request only those of whoever asks', async () => {
    const [mine, hers, nobodys] = [
      await promoted('a-inside_sales'),
      await promoted('mika'),
      await promoted(),
    ];
    for (const queue of ['mql', 'untouched']) {
      expect(await ids(queue, 'whose=mine')).toEqual([mine]);
      expect(await ids(queue, 'whose=mine&assignee=mika')).toEqual([mine]);
      expect(await ids(queue, 'whose=all&assignee=mika')).toEqual([hers]);
      expect((await ids(queue, 'whose=all')).toSorted()).toEqual([mine, hers, nobodys].toSorted());
    }
    await assign(mine, 'mika');
    expect(await ids('mql', 'whose=mine')).toEqual([]);
  });

  it('mark what is paused, what comes near and what has passed', async () => {
    const [paused, warned, breached] = [await promoted(), await promoted(), await promoted()];
    for (const leadId of [paused, warned, breached]) await contact(leadId);
    await pause(paused);
    clock.set(may(13, '10:00'));
    await runOut(warned, 'warning');
    const shown = async () =>
      new Map((await rows('is', 'sort=due')).map(({ leadId, deadline }) => [leadId, deadline]));
    expect((await shown()).get(warned)).toMatchObject({ warned: true, breached: false });
    expect((await shown()).get(paused)).toMatchObject({
      state: 'running',
      warned: false,
      paused: { since: may(11, '10:00'), until: may(25, '18:00') },
    });

    clock.set(may(15, '10:00'));
    await runOut(breached, 'breach');
    const { wallMs, ...late } = { wallMs: -16 * 3_600_000, state: 'breached', breached: true };
    expect((await shown()).get(breached)).toMatchObject({ ...late, remaining: { wallMs } });
    expect((await shown()).get(paused)).toMatchObject({ state: 'running', breached: false });
  });

  it('are counted, all of them at once, for whoever asks', async () => {
    await imported();
    const late = [await promoted('a-inside_sales'), await promoted('mika')];
    const paused = await promoted('a-inside_sales');
    await contact(paused);
    await pause(paused);
    clock.set(may(12, '10:01'));
    for (const leadId of late) await runOut(leadId, 'breach');
    const near = await promoted();
    clock.set(may(12, '22:02'));
    await runOut(near, 'warning');

    const none = { mine: 0, unassigned: 0, warned: 0, breached: 0, paused: 0 };
    const counts = async (role: 'inside_sales' | 'sales') =>
      (await get('countQueues', '/v1/queues/counts', role)).items;
    const mqls = { waiting: 4, unassigned: 2, warned: 1, breached: 2, paused: 0 };
    expect(await counts('inside_sales')).toEqual([
      { queue: 'mql', ...mqls, mine: 1 },
      { queue: 'is', waiting: 1, ...none, mine: 1, paused: 1 },
      { queue: 'sql', waiting: 0, ...none },
      { queue: 'untouched', ...mqls, mine: 1 },
    ]);
    expect(await counts('sales')).toMatchObject([{ mine: 0 }, { mine: 0 }, {}, { mine: 0 }]);
  });

  it('name an MQL that nobody touched, whose it is and since when, until somebody tries', async () => {
    const leadId = await promoted();
    clock.set(may(11, '15:00'));
    await assign(leadId, 'mika');
    expect(await rows('untouched')).toMatchObject([
      {
        leadId,
        assignee: 'mika',
        handedTo: 'inside_sales',
        since: may(11, '10:00'),
        waitingMs: 5 * 3_600_000,
        deadline: { sla: 'firstContact', dueAt: may(12, '10:00') },
      },
    ]);
    await contact(leadId, 'no_answer');
    expect(await rows('untouched')).toEqual([]);
  });

  it.each([
    ['mql', 'sort', 'since, score, due'],
    ['is', 'sort', 'since, due'],
    ['sql', 'sort', 'since, due'],
    ['untouched', 'sort', 'since, due'],
    ['mql', 'whose', 'all, mine'],
    ['untouched', 'whose', 'all, mine'],
  ])('refuse in %s a bad `%s`, and name what is allowed: %s', async (queue, path, allowed) => {
    const answer: Answer = await ask(`/v1/queues/${queue}?${path}=best`);
    expectProblem(answer, 400, 'invalid_input');
    expect(answer.body.errors).toMatchObject([{ path, allowed }]);
  });
});
