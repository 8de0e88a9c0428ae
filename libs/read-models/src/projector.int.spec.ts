import { beginning, type EventStore, readCheckpoint } from '@tasuki/event-store';
import { leadStream } from '@tasuki/lead';
import { registry } from '@tasuki/runtime';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { openTestRuntime, type TestRuntime } from '../../../test/support/test-runtime';
import { activity, asWritten, writeLeads } from '../testing/activities';
import { dyingPool } from '../testing/dying-pool';
import { keep, startProjector, untilAt, untilLive } from '../testing/projecting';
import { tally } from '../testing/tally';
import { listParked } from './parking.postgres';
import { type ReadModel } from './read-model';
import { parking } from './retry';
import { listTargets, rebuildOf, requestRebuild } from './targets.postgres';

/** To the beginning of the log, and empty; what is parked and discarded stays. */
async function setBack({ pool }: TestRuntime, readModels: readonly ReadModel[]): Promise<void> {
  for (const { table } of readModels) {
    await pool.query(`truncate ${table}`);
    await pool.query('update checkpoints set position = $2 where reader = $1', [table, beginning]);
  }
}

describe('read models', () => {
  let runtime: TestRuntime;
  beforeEach(async () => {
    runtime = await openTestRuntime();
  });
  afterEach(() => runtime.remove());

  const rows = async (table = 'tally_v1') => {
    const { rows: found } = await runtime.pool.query<{ key: string; activities: number }>(
      `select key, (document->>'activities')::int as activities from ${table} order by key`,
    );
    return new Map(found.map(({ key, activities }) => [key, activities]));
  };
  const parkingOf = (...readModels: ReadModel[]) => parking({ ...runtime, registry, readModels });
  const targets = async () =>
    (await listTargets(runtime.pool)).map(({ target, state }) => `${target} ${state}`);

  describe('an event that cannot be applied', () => {
    it('in the middle of 10,000 is parked with what follows in its stream; the rest goes on', async () => {
      const others = Array.from({ length: 999 }, () => Array<string>(9).fill('guide'));
      const leads = await writeLeads(runtime.store, [
        ...others.slice(0, 500),
        ['guide', 'poison', 'guide', 'guide', 'guide', 'guide', 'guide', 'guide', 'guide'],
        ...others.slice(500),
      ]);
      const sick = leads[500]!;
      await keep(runtime, tally({ poison: 'poison' }));
      const counted = await rows();
      expect(counted.get(sick)).toBe(1);
      counted.delete(sick);
      expect([...counted.values()]).toEqual(Array(999).fill(9));
      expect(await listParked(runtime.pool)).toMatchObject([
        { target: 'tally_v1', stream: leadStream(sick), version: 3, tries: 1 },
      ]);

      const stillSick = await parkingOf(tally({ poison: 'poison' })).retry(
        'tally_v1',
        leadStream(sick),
      );
      expect(stillSick).toMatchObject({ applied: 0, parked: { version: 3, tries: 2 } });
      const mended = await parkingOf(tally()).retry('tally_v1', leadStream(sick));
      expect(mended).toEqual({ applied: 8, parked: undefined });
      expect((await rows()).get(sick)).toBe(9);
    });

    it('stays parked while its lead goes on, and is whole after a retry', async () => {
      const [leadId] = await writeLeads(runtime.store, [['poison']]);
      await keep(runtime, tally({ poison: 'poison' }));
      await runtime.store.append(leadStream(leadId!), [asWritten(activity('guide'))], 'exists');
      await keep(runtime, tally({ poison: 'poison' }));
      expect((await rows()).get(leadId!)).toBe(0);
      await parkingOf(tally()).retry('tally_v1', leadStream(leadId!));
      expect((await rows()).get(leadId!)).toBe(2);
      await runtime.store.append(leadStream(leadId!), [asWritten(activity('guide'))], 'exists');
      await keep(runtime, tally());
      expect((await rows()).get(leadId!)).toBe(3);
    });

    it('is found among a page that the database refuses', async () => {
      const leads = await writeLeads(
        runtime.store,
        Array.from({ length: 300 }, (_, index) => ['abc', index === 211 ? 'too long' : 'def']),
      );
      await keep(runtime, tally({ shortColumn: true }));
      const [parked, ...others] = await listParked(runtime.pool);
      expect(others).toEqual([]);
      expect(parked).toMatchObject({ stream: leadStream(leads[211]!), version: 3 });
      expect(parked!.reason).toContain('violates check constraint');
      const counted = await rows();
      expect(counted.get(leads[211]!)).toBe(1);
      expect([...counted.values()].filter((count) => count === 2)).toHaveLength(299);
    });

    it('is one that this code cannot read, such as one of a newer version', async () => {
      const [leadId] = await writeLeads(runtime.store, [['guide']]);
      const future = { ...asWritten(activity('guide')), schemaVersion: 9 };
      await runtime.log.append(leadStream(leadId!), [future], 'exists');
      const [other] = await writeLeads(runtime.store, [['guide']]);
      await keep(runtime, tally());
      expect((await rows()).get(other!)).toBe(1);
      const [parked] = await listParked(runtime.pool);
      expect(parked).toMatchObject({ stream: leadStream(leadId!), version: 3 });
      expect(parked!.reason).toContain('comes from the future');
    });

    it('is parked once, and nothing is lost, when the process dies between any two statements', async () => {
      const leads = await writeLeads(runtime.store, [['guide'], ['poison', 'guide'], ['guide']]);
      await keep(runtime, tally({ poison: 'poison', version: 7 }));
      for (let at = 1, survived = false; !survived; at += 1) {
        await runtime.pool.query(
          `drop table if exists tally_v1; delete from checkpoints; delete from parked_streams;
           delete from read_model_targets; delete from leases`,
        );
        const dying = dyingPool(runtime.pool, at);
        const parts = { ...runtime, pool: dying };
        const projecting = startProjector(parts, [tally({ poison: 'poison' })]);
        await Promise.race([untilLive(runtime, 'tally_v1'), dying.died]);
        survived = !dying.isDead();
        await projecting.stop();
        await runtime.pool.query('delete from leases');
        await keep(runtime, tally({ poison: 'poison' }));
        expect([...(await rows()).entries()].sort()).toEqual(
          leads.map((leadId, index) => [leadId, index === 1 ? 0 : 1]).sort(),
        );
        expect(await listParked(runtime.pool)).toMatchObject([{ version: 2, tries: 1 }]);
      }
    }, 60_000);

    it('of one read model holds up no other, whenever the process dies', async () => {
      const both = [tally({ poison: 'bad' }), tally({ name: 'other', shortColumn: true })];
      await writeLeads(runtime.store, [['abc']]);
      await keep(runtime, ...both);
      for (let at = 1, survived = false; !survived; at += 1) {
        const leads = await writeLeads(runtime.store, [
          ['abc', 'abc'],
          ['abc', 'bad', 'abc'],
          ['abc', 'abc', 'too long'],
        ]);
        const dying = dyingPool(runtime.pool, at);
        const projecting = startProjector({ ...runtime, pool: dying }, both);
        const arrived = Promise.all(both.map(({ table }) => untilLive(runtime, table)));
        await Promise.race([arrived, dying.died]);
        survived = !dying.isDead();
        await projecting.stop();
        await runtime.pool.query('delete from leases');
        await keep(runtime, ...both);
        const counts = async (table: string) => {
          const counted = await rows(table);
          return leads.map((leadId) => counted.get(leadId));
        };
        expect(await counts('tally_v1')).toEqual([2, 1, 3]);
        expect(await counts('other_v1')).toEqual([2, 3, 2]);
      }
    }, 60_000);

    it('of one read model is left out there alone, while what follows comes in', async () => {
      const both = [tally({ poison: 'bad' }), tally({ name: 'other' })];
      const [parked, discarded] = await writeLeads(runtime.store, [['bad'], ['bad']]);
      const counts = async (table: string) => {
        const counted = await rows(table);
        return [counted.get(parked!), counted.get(discarded!)];
      };
      const goOn = async () => {
        for (const leadId of [parked!, discarded!]) {
          await runtime.store.append(leadStream(leadId), [asWritten(activity('abc'))], 'exists');
        }
        await keep(runtime, ...both);
      };
      await keep(runtime, ...both);
      const stream = leadStream(discarded!);
      await parkingOf(...both).discard('tally_v1', stream, 'a bad import', 'ops@tasuki');
      expect(await counts('tally_v1')).toEqual([0, 0]);
      expect(await counts('other_v1')).toEqual([1, 1]);
      await goOn();
      expect(await counts('tally_v1')).toEqual([0, 1]);
      expect(await counts('other_v1')).toEqual([2, 2]);

      // Read again, what was discarded in one counts in the other.
      await setBack(runtime, both);
      await keep(runtime, ...both);
      expect(await counts('tally_v1')).toEqual([undefined, 1]);
      expect(await counts('other_v1')).toEqual([2, 2]);
    });

    it('can be discarded: what follows is applied, and a rebuild leaves it out too', async () => {
      const [leadId] = await writeLeads(runtime.store, [
        ['guide', 'poison', 'guide', 'poison', 'guide'],
      ]);
      const broken = tally({ poison: 'poison' });
      await keep(runtime, broken);
      const stream = leadStream(leadId!);
      const discard = () =>
        parkingOf(broken).discard('tally_v1', stream, 'a bad import', 'ops@tasuki');
      expect(await discard()).toMatchObject({ applied: 1, parked: { version: 5 } });
      expect(await discard()).toEqual({ applied: 1, parked: undefined });
      expect((await rows()).get(leadId!)).toBe(3);

      await requestRebuild(runtime.pool, broken);
      const projecting = startProjector(runtime, [broken]);
      while ((await targets()).length > 1) await delay(5);
      await projecting.stop();
      expect((await rows()).get(leadId!)).toBe(3);
      expect(await listParked(runtime.pool)).toEqual([]);
    });

    it('can be discarded although it is the first of its stream', async () => {
      const unreadable = { ...asWritten(activity('guide')), schemaVersion: 9 };
      const stream = leadStream(randomUUID());
      await runtime.log.append(stream, [unreadable, asWritten(activity('guide'))], 'none');
      await keep(runtime, tally());
      const result = await parkingOf(tally()).discard('tally_v1', stream, 'broken', 'ops@tasuki');
      expect(result).toEqual({ applied: 1, parked: undefined });
    });
  });

  describe('a rebuild', () => {
    const manyLeads = () =>
      writeLeads(
        runtime.store,
        Array.from({ length: 400 }, () => Array<string>(9).fill('guide')),
      );

    it('goes on where it was after its process was killed', async () => {
      await manyLeads();
      await keep(runtime, tally());
      await requestRebuild(runtime.pool, tally());
      const slow = slowed(runtime.log);
      const first = startProjector({ ...runtime, log: slow }, [tally()], { batchSize: 50 });
      await untilAt(runtime.pool, rebuildOf(tally()), '00000000000000000500');
      await first.stop();
      const reached = await readCheckpoint(runtime.pool, rebuildOf(tally()));
      expect(reached < (await runtime.log.head())).toBe(true);
      const starts: string[] = [];
      const watched: EventStore = {
        ...runtime.log,
        readAll: (after, ...rest) => {
          starts.push(after);
          return runtime.log.readAll(after, ...rest);
        },
      };
      const second = startProjector({ ...runtime, log: watched }, [tally()]);
      while ((await targets()).length > 1) await delay(5);
      await second.stop();
      expect(starts[0]).toBe(reached);
      expect([...(await rows()).values()]).toEqual(Array(400).fill(9));
    });

    it('takes over so that readers see the whole table at every moment, under load', async () => {
      await manyLeads();
      await keep(runtime, tally());
      const projecting = startProjector(runtime, [tally()], { batchSize: 100 });
      const seen: number[] = [];
      let reading = true;
      const readers = Array.from({ length: 2 }, async () => {
        for (; reading; await delay(1)) seen.push((await rows()).size);
      });
      const writer = (async () => {
        for (; reading; await delay(5)) await writeLeads(runtime.store, [['guide'], ['guide']]);
      })();
      for (let round = 1; round <= 3; round += 1) {
        await requestRebuild(runtime.pool, tally());
        while ((await targets()).length > 1) await delay(2);
      }
      reading = false;
      await Promise.all([...readers, writer]);
      const live = 'tally_v1';
      await untilLive(runtime, live);
      await projecting.stop();
      expect(seen.length).toBeGreaterThan(100);
      expect(Math.min(...seen)).toBeGreaterThanOrEqual(400);
      const { rows: indexes } = await runtime.pool.query<{ name: string }>(
        `select indexname as name from pg_indexes where tablename = 'tally_v1' order by 1`,
      );
      expect(indexes.map(({ name }) => name)).toEqual(['tally_v1_by_last', 'tally_v1_pkey']);
    }, 30_000);

    it('does not take over by itself when it parked what the present table has applied', async () => {
      const [leadId] = await writeLeads(runtime.store, [['poison', 'guide']]);
      await keep(runtime, tally());
      const broken = tally({ poison: 'poison' });
      await requestRebuild(runtime.pool, broken);
      const projecting = startProjector(runtime, [broken]);
      const blocked = async () => (await listTargets(runtime.pool)).find((one) => one.blocked);
      while ((await blocked()) === undefined) await delay(5);
      expect((await blocked())!.blocked).toBe('it parked 1 stream that tally_v1 has applied');
      expect((await rows()).get(leadId!)).toBe(2);
      await requestRebuild(runtime.pool, broken, { accept: true });
      while ((await targets()).length > 1) await delay(5);
      await projecting.stop();
      expect((await rows()).get(leadId!)).toBe(0);
      expect(await listParked(runtime.pool)).toMatchObject([{ target: 'tally_v1', version: 2 }]);
    });
  });

  describe('a new version', () => {
    it('is built beside the old one, which goes on meanwhile in old code', async () => {
      const leads = await writeLeads(runtime.store, [['guide'], ['guide', 'guide']]);
      const old = startProjector(runtime, [tally()]);
      await untilLive(runtime, 'tally_v1');
      const next = startProjector(
        { ...runtime, log: slowed(runtime.log) },
        [tally({ version: 2 })],
        {
          batchSize: 1,
        },
      );
      while (!(await targets()).includes('tally_v2 building')) await delay(2);
      await runtime.store.append(leadStream(leads[0]!), [asWritten(activity('guide'))], 'exists');
      await untilLive(runtime, 'tally_v1');
      expect(await targets()).toContain('tally_v2 building');
      await untilLive(runtime, 'tally_v2');
      await Promise.all([old.stop(), next.stop()]);
      expect(await rows('tally_v2')).toEqual(await rows('tally_v1'));
    });

    it('that parks what the old one has applied waits for an operator', async () => {
      await writeLeads(runtime.store, [['poison']]);
      await keep(runtime, tally());
      const broken = tally({ version: 2, poison: 'poison' });
      const projecting = startProjector(runtime, [broken]);
      while (!(await listTargets(runtime.pool)).some(({ blocked }) => blocked)) await delay(5);
      expect(await targets()).toEqual(['tally_v1 live', 'tally_v2 building']);
      const [parked] = await listParked(runtime.pool);
      await parkingOf(broken).discard('tally_v2', parked!.stream, 'spam', 'ops@tasuki');
      await untilLive(runtime, 'tally_v2');
      await projecting.stop();
    });
  });

  it('are kept by one process; another one stands by and takes over when the first is gone', async () => {
    await writeLeads(runtime.store, [['guide']]);
    const [one, other] = [countedReads(runtime.log), countedReads(runtime.log)];
    const dying = dyingPool(runtime.pool, Infinity);
    const first = startProjector({ log: one.log, pool: dying }, [tally()], { leaseMs: 300 });
    await untilLive(runtime, 'tally_v1');
    const second = startProjector({ log: other.log, pool: runtime.pool }, [tally()], {
      leaseMs: 300,
    });
    await writeLeads(runtime.store, [['guide']]);
    await untilLive(runtime, 'tally_v1');
    await delay(400);
    expect(other.reads()).toBe(0);
    dying.die();
    const [leadId] = await writeLeads(runtime.store, [['guide']]);
    await untilLive(runtime, 'tally_v1');
    expect((await rows()).get(leadId!)).toBe(1);
    expect(other.reads()).toBeGreaterThan(0);
    await Promise.all([first.stop(), second.stop()]);
  });
});

/** A log that is read with a pause before each page. */
function slowed(log: EventStore): EventStore {
  return {
    ...log,
    async *readAll(...args) {
      for await (const page of log.readAll(...args)) {
        await delay(20);
        yield page;
      }
    },
  };
}

function countedReads(log: EventStore) {
  let reads = 0;
  const counted: EventStore = {
    ...log,
    subscribe: (...args) => {
      reads += 1;
      return log.subscribe(...args);
    },
  };
  return { log: counted, reads: () => reads };
}
