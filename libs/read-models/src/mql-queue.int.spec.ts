import { type NewEvent } from '@tasuki/event-store';
import { type LeadEvent } from '@tasuki/lead';
import { randomUUID } from 'node:crypto';
import { openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { project } from '../testing/project';
import { mqlQueue, mqlQueuePage, type MqlQueueQuery } from './mql-queue';

interface Given {
  readonly name: string;
  readonly mqlAt: string;
  readonly score?: number;
  readonly channel?: string;
  readonly assignee?: string;
  readonly then?: LeadEvent;
}

const firstContact: LeadEvent = {
  type: 'LeadContacted',
  data: { cycle: 1, attempt: 1, channel: 'phone', outcome: 'connected', firstContact: true },
};
const recycled: LeadEvent = { type: 'LeadRecycled', data: { cycle: 2, reason: 'later' } };
const missedCall: LeadEvent = {
  type: 'LeadContacted',
  data: { cycle: 1, attempt: 1, channel: 'phone', outcome: 'no_answer', firstContact: false },
};

const leads: readonly Given[] = [
  { name: 'second, high', mqlAt: '10:00', score: 80, channel: 'web' },
  { name: 'second, low', mqlAt: '10:00', score: 55 },
  { name: 'second, unscored', mqlAt: '10:00' },
  { name: 'first', mqlAt: '09:00', score: 60, assignee: 'ren' },
  { name: 'last', mqlAt: '11:30', score: 95, channel: 'web' },
  { name: 'called in vain', mqlAt: '11:00', score: 50, then: missedCall },
  { name: 'contacted', mqlAt: '08:00', score: 70, then: firstContact },
  { name: 'recycled', mqlAt: '08:00', score: 70, then: recycled },
];

describe('the queue of MQLs', () => {
  let runtime: TestRuntime;
  beforeAll(async () => {
    runtime = await openTestRuntime();
    for (const lead of leads) await write(lead);
    await project(runtime, mqlQueue);
  });
  afterAll(() => runtime.remove());

  const companies = async (query: Partial<MqlQueueQuery>) => {
    const names: (string | null)[] = [];
    let cursor: string | undefined;
    do {
      const page = await mqlQueuePage(runtime.pool, {
        sort: 'since',
        limit: 2,
        ...query,
        ...(cursor !== undefined && { cursor }),
      });
      names.push(...page.items.map(({ company }) => company));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    return names;
  };

  it('shows the oldest first, ties by the recorded score, and who was never scored last', async () => {
    expect(await companies({})).toEqual([
      'first',
      'second, high',
      'second, low',
      'second, unscored',
      'called in vain',
      'last',
    ]);
  });

  it('shows the highest score first when asked, ties by age', async () => {
    expect(await companies({ sort: 'score' })).toEqual([
      'last',
      'second, high',
      'first',
      'second, low',
      'called in vain',
      'second, unscored',
    ]);
  });

  it('shows those of one channel, or of one assignee', async () => {
    expect(await companies({ channel: 'web' })).toEqual(['second, high', 'last']);
    expect(await companies({ assignee: 'ren' })).toEqual(['first']);
  });

  it('refuses the cursor of another order, and one that nobody gave out', async () => {
    const { next } = await mqlQueuePage(runtime.pool, { sort: 'since', limit: 1 });
    for (const cursor of [next!, 'bm9uZQ', '']) {
      const asked = mqlQueuePage(runtime.pool, { sort: 'score', limit: 1, cursor });
      await expect(asked).rejects.toMatchObject({ code: 'invalid_cursor' });
    }
  });

  async function write({ name, mqlAt, score, channel, assignee, then }: Given): Promise<void> {
    const at = `2026-05-01T${mqlAt}:00.000Z`;
    const definition = { version: 0, hash: '0'.repeat(64) };
    const events: LeadEvent[] = [
      {
        type: 'LeadCaptured',
        data: {
          source: { ...(channel && { channel }) },
          company: { name },
          consents: [],
          identities: [],
          occurredAt: at,
        },
      },
    ];
    if (score !== undefined) {
      events.push({
        type: 'LeadScored',
        data: {
          fact: 1,
          behaviour: score,
          attribute: 0,
          total: score,
          asOf: at,
          definition,
          contributions: [],
          adjustments: [],
          unscored: [],
          unknown: [],
        },
      });
    }
    if (assignee !== undefined) {
      const by = { kind: 'person' } as const;
      events.push({ type: 'LeadAssigned', data: { assignee, department: 'sales', by } });
    }
    events.push({
      type: 'LeadMarketingQualified',
      data: { cycle: 1, score: score ?? null, threshold: 50, definition, by: 'person' },
    });
    if (then !== undefined) events.push(then);
    const stream = `lead-${randomUUID()}`;
    await runtime.store.append(
      stream,
      events.map((event) => stored(event, at)),
      'none',
    );
  }
});

function stored({ type, data }: LeadEvent, recordedAt: string): NewEvent {
  return {
    id: randomUUID(),
    type,
    schemaVersion: 1,
    recordedAt,
    data,
    metadata: {
      commandId: randomUUID(),
      correlationId: randomUUID(),
      causationId: null,
      actor: { subject: 'aiko', department: null },
    },
  };
}
