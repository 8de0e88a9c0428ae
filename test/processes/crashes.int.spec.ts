import { type EventStore, OutcomeUnknown, StoreUnavailable } from '@tasuki/event-store';
import { builtInOnly } from '@tasuki/definition';
import { evolve, initial, leadStreams } from '@tasuki/lead';
import { leadService, type PlainCapture } from '@tasuki/lead-service';
import { type SettableClock, settableClock } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';
import { anOrigin, openTestRuntime, type TestRuntime } from '../support/test-runtime';

/** Ends as if the process had died: before its n-th append, or after it was written. */
interface Crash {
  readonly append: number;
  readonly when: 'before' | 'after';
}

class Crashed extends Error {}

const crashes = [1, 2, 3].flatMap((append): Crash[] => [
  { append, when: 'before' },
  { append, when: 'after' },
]);

describe('a capture that dies between two steps', () => {
  let runtime: TestRuntime;
  let clock: SettableClock;
  beforeAll(async () => {
    clock = settableClock();
    runtime = await openTestRuntime(clock);
  });
  afterAll(() => runtime.remove());

  const captureAndDie = async (capture: PlainCapture, id: string, crash: Crash) => {
    const { store, personalData, calendars } = runtime;
    const dying = leadService(
      dyingStore(store, crash),
      personalData,
      builtInOnly,
      calendars,
      clock,
    );
    await expect(dying.capture(capture, anOrigin(id))).rejects.toBeInstanceOf(Crashed);
  };

  describe.each(crashes)('$when its append $append', (crash) => {
    it('is healed by the same command again: one lead, known by both identities', async () => {
      const [capture, id] = [aCapture(), randomUUID()];
      await captureAndDie(capture, id, crash);
      const { leadId } = await runtime.leads.capture(capture, anOrigin(id));
      await expectKnown(capture, leadId);
      const again = await runtime.leads.capture(capture, anOrigin(id));
      expect(again.leadId).toBe(leadId);
      expect(await runtime.leads.history(leadId)).toHaveLength(1);
    });

    it('does not keep the person out: a later capture gets one lead with both identities', async () => {
      const capture = aCapture();
      await captureAndDie(capture, randomUUID(), crash);
      clock.advance(61_000);
      const { leadId } = await runtime.leads.capture(capture, anOrigin());
      await expectKnown(capture, leadId);
    });

    it('does not keep the address out: a capture by e-mail alone gets a lead', async () => {
      const capture = aCapture();
      await captureAndDie(capture, randomUUID(), crash);
      clock.advance(61_000);
      const { person } = capture;
      const onlyEmail: PlainCapture = { ...capture, source: { form: 'contact' } };
      const { leadId } = await runtime.leads.capture(onlyEmail, anOrigin());
      expect(await runtime.leads.find({ email: person!.email! })).toBe(leadId);
    });
  });

  it.each(crashes)(
    'dies $when its append $append, others capture the person by either identity, and it is retried: no address has two leads',
    async (crash) => {
      const [capture, id] = [aCapture(), randomUUID()];
      await captureAndDie(capture, id, crash);
      clock.advance(3_000);
      const { person, source, ...rest } = capture;
      const byId = await runtime.leads.capture({ ...rest, source }, anOrigin());
      clock.advance(61_000);
      const byEmail = await runtime.leads.capture({ ...rest, source: {}, person }, anOrigin());
      const retried = await runtime.leads.capture(capture, anOrigin(id));
      const bearing = await Promise.all(
        [...new Set([byId.leadId, byEmail.leadId, retried.leadId])].map(bearsEmail),
      );
      expect(bearing.filter(Boolean)).toHaveLength(1);
    },
  );

  async function bearsEmail(leadId: string): Promise<boolean> {
    const { identities } = (await runtime.leads.history(leadId)).reduce(evolve, initial);
    return identities.some(({ kind }) => kind === 'email');
  }

  it('of a known lead: an address that was claimed and not written can be taken after a minute', async () => {
    const capture = aCapture();
    const { leadId } = await runtime.leads.capture(capture, anOrigin());
    const email = `${randomUUID()}@example.com`;
    const { store, personalData, calendars } = runtime;
    const dying = leadService(
      dyingStore(store, { append: 1, when: 'after' }),
      personalData,
      builtInOnly,
      calendars,
      clock,
    );
    const change = { type: 'ChangeProfile', person: { email }, from: 'person' } as const;
    await expect(dying.execute(leadId, change, anOrigin())).rejects.toBeInstanceOf(Crashed);
    expect(await runtime.leads.find({ email })).toBeUndefined();
    clock.advance(61_000);
    const other = { ...aCapture(), person: { email } };
    const taken = await runtime.leads.capture(other, anOrigin());
    expect(taken.leadId).not.toBe(leadId);
    expect(await runtime.leads.find({ email })).toBe(taken.leadId);
  });

  it('whose store goes away after it was written does not say that nothing was', async () => {
    const [capture, id] = [aCapture(), randomUUID()];
    const { store, personalData, calendars } = runtime;
    const away = leadService(awayAfterLead(store), personalData, builtInOnly, calendars, clock);
    await expect(away.capture(capture, anOrigin(id))).rejects.toBeInstanceOf(OutcomeUnknown);
    const { leadId } = await runtime.leads.capture(capture, anOrigin(id));
    expect(await runtime.leads.history(leadId)).toHaveLength(1);
  });

  async function expectKnown({ person, source }: PlainCapture, leadId: string): Promise<void> {
    expect(await runtime.leads.find({ email: person!.email! })).toBe(leadId);
    expect(await runtime.leads.find({ external: source.external! })).toBe(leadId);
  }
});

function aCapture(): PlainCapture {
  const id = randomUUID();
  return {
    type: 'CaptureLead',
    source: { external: { system: 'crm', id } },
    person: { email: `${id}@example.com` },
    consents: [],
  };
}

function dyingStore(store: EventStore, { append: at, when }: Crash): EventStore {
  let appends = 0;
  return {
    ...store,
    async append(...args) {
      appends += 1;
      if (appends === at && when === 'before') throw new Crashed();
      const result = await store.append(...args);
      if (appends === at) throw new Crashed();
      return result;
    },
  };
}

/** A store that writes a lead and cannot be read from then on. */
function awayAfterLead(store: EventStore): EventStore {
  let isAway = false;
  return {
    ...store,
    async append(stream, ...rest) {
      const result = await store.append(stream, ...rest);
      isAway ||= stream.startsWith(leadStreams);
      return result;
    },
    async readStream(...args) {
      if (isAway) throw new StoreUnavailable(new Error('gone'));
      return store.readStream(...args);
    },
  };
}
