import { beginning } from '@tasuki/event-store';
import { leadStream } from '@tasuki/lead';
import { calendars, leadDetails, readModels, tableOf } from '@tasuki/read-models';
import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { openScorer } from '../../apps/scorer/src/open-scorer';
import { content } from '../../libs/calendar/src/calendar.spec-support';
import {
  activity,
  asWritten,
  captured,
  writeLeads,
} from '../../libs/read-models/testing/activities';
import {
  type Projecting,
  startProjector,
  untilLive,
} from '../../libs/read-models/testing/projecting';
import { concerned } from '../door/leads-in-stages';
import { leadctl, startLeadctl } from '../support/leadctl';
import { anOrigin, openTestRuntime, type TestRuntime } from '../support/test-runtime';

const table = tableOf(leadDetails);

describe('running an installation with leadctl', () => {
  let runtime: TestRuntime;
  let projecting: Projecting;
  beforeEach(async () => {
    runtime = await openTestRuntime();
    projecting = startProjector(runtime, readModels);
    await writeLeads(runtime.store, [['guide'], ['guide', 'video'], []]);
    await caughtUp();
  });
  afterEach(async () => {
    await projecting.stop();
    await runtime.remove();
  });

  const caughtUp = async () => {
    for (const model of readModels) await untilLive(runtime, model.table);
  };
  const environment = () => ({
    DATABASE_URL: runtime.url,
    TASUKI_MASTER_KEY_FILE: runtime.masterKeyFile,
  });
  const run = (...args: string[]) => leadctl(environment(), args);
  const asProcess = (...args: string[]) => startLeadctl(environment(), args).ended;

  function startScorer() {
    const stop = new AbortController();
    const running = openScorer(runtime, { TASUKI_SOURCE: '/tests' }).run(stop.signal);
    return {
      async stop() {
        stop.abort();
        await running;
      },
    };
  }

  /** A lead with an event that this code cannot read, and one behind it. */
  async function parkOne(): Promise<string> {
    const stream = leadStream(randomUUID());
    const future = { ...asWritten(activity('guide')), schemaVersion: 9 };
    await runtime.log.append(
      stream,
      [asWritten(captured()), future, asWritten(activity('video'))],
      'none',
    );
    await caughtUp();
    return stream;
  }

  it('parked: lists, shows, tries again, and discards with a reason', async () => {
    expect(await run('parked', 'list')).toMatchObject({ code: 0, stdout: 'Nothing is parked.\n' });
    const stream = await parkOne();

    const list = await asProcess('parked', 'list', '--json');
    const parked = JSON.parse(list.stdout) as { target: string; stream: string }[];
    expect(parked.map(({ target }) => target).sort()).toEqual(
      concerned.map((model) => model.table).sort(),
    );
    const shown = await run('parked', 'show', table, stream);
    expect(shown.stdout).toContain('comes from the future');
    expect(shown.stdout).toContain('behind it: LeadActivityRecorded');

    const retried = await asProcess('parked', 'retry', '--all');
    expect(retried.code).toBe(1);
    expect(retried.stdout).toContain(`${stream}: 0 events applied; parked at version 2`);

    expect((await run('parked', 'discard', table, stream)).code).toBe(2);
    const discarded = await run('parked', 'discard', table, stream, '--reason', 'a broken deploy');
    expect(discarded).toMatchObject({
      code: 0,
      stdout: `${table}  ${stream}: 1 event applied; it is whole again\n`,
    });
    const gone = await run('parked', 'show', table, stream);
    expect([gone.code, gone.stderr]).toEqual([1, `${stream} is not parked in ${table}.\n`]);
  });

  it('parked discarded: what was left out for ever, by whom and why', async () => {
    const discarded = (...more: string[]) => run('parked', 'discarded', ...more);
    expect(await discarded()).toMatchObject({ code: 0, stdout: 'Nothing was discarded.\n' });
    const stream = await parkOne();
    await run('parked', 'discard', table, stream, '--reason', 'a broken deploy');
    const by = userInfo().username;
    const lines = (await discarded()).stdout.split('\n');
    expect(lines).toEqual([
      `lead_details  ${stream}`,
      expect.stringMatching(`^  version 2, discarded \\d{4}-\\S+Z by leadctl:${by}$`),
      '  a broken deploy',
      '',
    ]);
    expect(JSON.parse((await discarded('--json')).stdout)).toMatchObject([
      { projection: 'lead_details', stream, version: 2, reason: 'a broken deploy' },
    ]);
  });

  it('dead-letters: lists, shows, tries again, and discards with a reason', async () => {
    const letters = (...args: string[]) => run('dead-letters', ...args);
    expect((await letters('list')).stdout).toBe('There are no dead letters.\n');
    const begun = { type: 'CaptureLead', source: {}, consents: [] } as const;
    const { leadId: key } = await runtime.leads.capture(begun, anOrigin());
    const future = { ...asWritten(activity('guide')), schemaVersion: 9 };
    await runtime.log.append(leadStream(key), [future, asWritten(activity('video'))], 1);
    let scorer = startScorer();
    const listed = async () => {
      const all = JSON.parse((await letters('list', '--json')).stdout) as Record<string, unknown>[];
      return all.find((one) => one.key === key);
    };
    while ((await listed())?.heldBack !== 2);
    expect(await listed()).toMatchObject({ group: 'scorer', leadId: key, version: 1 });
    expect((await letters('show', 'scorer', key)).stdout).toContain(
      '"type":"com.tasuki.lead.captured.v1"',
    );

    const retried = await letters('retry', 'scorer', key);
    expect([retried.code, retried.stdout]).toEqual([
      1,
      expect.stringMatching(/^scorer .*: still a dead letter: UnreadableEvent: /),
    ]);
    await scorer.stop();
    const gone = await asProcess('dead-letters', 'retry', 'scorer', 'nobody');
    expect([gone.code, gone.stderr]).toEqual([1, 'scorer has no dead letter nobody.\n']);

    expect((await letters('discard', 'scorer', key, '--version', '1')).code).toBe(2);
    const discard = (...version: string[]) =>
      letters('discard', 'scorer', key, ...version, '--reason', 'a broken deploy');
    const isNow = `Nothing was discarded: the dead letter ${key} of scorer is version 1 of the lead now`;
    const unseen = 'Look at it with show first.\n';
    expect(await discard()).toMatchObject({
      code: 1,
      stderr: `${isNow}, and no version was named. ${unseen}`,
    });
    expect(await discard('--version', '2')).toMatchObject({
      code: 1,
      stderr: `${isNow}, and version 2 was named. ${unseen}`,
    });
    const discarded = await discard('--version', '1');
    expect([discarded.code, discarded.stdout]).toEqual([
      0,
      `scorer  ${key}: version 1 is left out; what follows goes on when a consumer of the group runs\n`,
    ]);
    // None runs: the two behind it wait still.
    const { rows } = await runtime.pool.query(
      `select seen - version as waiting from inbox where consumer_group = 'scorer' and lead_id = $1`,
      [key],
    );
    expect(rows).toEqual([{ waiting: 2 }]);
    expect((await letters('discarded')).stdout).toContain(
      `by leadctl:${userInfo().username}: a broken deploy\n  it was: UnreadableEvent: `,
    );
    scorer = startScorer();
    while ((await listed())?.version !== 2);
    await scorer.stop();
    const unreadable = (await letters('show', 'scorer', key)).stdout;
    expect(unreadable).toContain('"type":"LeadActivityRecorded","schemaVersion":"9"');
    expect((await run('doctor')).stdout).toMatch(/^warning +dead letters +\d of scorer; /m);
  });

  it('dead-letters discard-foreign: all that is no event of the log, and nothing about a lead', async () => {
    const [key, group] = [randomUUID(), 'somebody'];
    const why = ['--reason', 'another team wrote there'];
    const foreignOf = (name: string) => run('dead-letters', 'discard-foreign', name, ...why);
    expect(await foreignOf(group)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'There is no group somebody: none has begun yet.\n',
    });
    await runtime.pool.query('insert into consumer_groups values ($1, $2)', [group, beginning]);
    await runtime.pool.query(
      `insert into dead_letters (consumer_group, key, lead_id, version, place, reason)
       select $1, key, lead_id, version, 'a place', 'a reason'
       from (values ($2::text, $2::uuid, 1), ('offset 1', null, null), ('offset 2', null, null),
         ('offset 3', null, null)) as letter (key, lead_id, version)`,
      [group, key],
    );
    expect((await run('dead-letters', 'discard', group, 'offset 3', ...why)).stdout).toBe(
      'somebody  offset 3: discarded\n',
    );
    expect((await foreignOf(group)).stdout).toBe('somebody: 2 discarded\n');
    expect((await foreignOf(group)).stdout).toBe('somebody: 0 discarded\n');
    expect(await foreignOf('some')).toMatchObject({
      code: 1,
      stderr: 'There is no group some: name one of somebody.\n',
    });
    expect((await run('dead-letters', 'list')).stdout).toContain(`somebody  ${key}\n`);
    await runtime.pool.query('delete from dead_letters where consumer_group = $1', [group]);
  });

  it('dead-letters retry --all: asks for all first, and waits for all together', async () => {
    const retryAll = () => run('dead-letters', 'retry', '--all');
    expect((await retryAll()).stdout).toBe(
      'There are no dead letters that could be tried again.\n',
    );
    // Of the first, the oldest, the group is through, and the letter stands there still.
    const keys = Array.from({ length: 4 }, () => randomUUID());
    await runtime.pool.query(
      `insert into dead_letters (consumer_group, key, lead_id, version, place, reason, died_at)
       select 'nobody', key, key::uuid, 1, 'the log', 'too much', now() + nth * interval '1 ms'
       from unnest($1::text[]) with ordinality as letter (key, nth)`,
      [keys],
    );
    await runtime.pool.query(
      `insert into inbox (consumer_group, lead_id, version, seen) values ('nobody', $1, 1, 1)`,
      [keys[0]],
    );
    const began = performance.now();
    const { code, stdout } = await retryAll();
    // One after the other would be three times 10 seconds.
    expect(performance.now() - began).toBeLessThan(25_000);
    const untried = 'not tried yet: a consumer of the group will, when one runs';
    expect([code, stdout.split('\n')]).toEqual([
      1,
      [
        `nobody  ${keys[0]}: it was handled or discarded meanwhile`,
        ...keys.slice(1).map((key) => `nobody  ${key}: ${untried}`),
        '',
      ],
    ]);
  });

  it('dead-letters retry <group> --all: leaves other groups alone', async () => {
    const [ours, theirs] = ['ours', 'theirs'];
    for (const group of [ours, theirs]) {
      await runtime.pool.query(`insert into consumer_groups values ($1, '${beginning}')`, [group]);
      await runtime.pool.query(
        `insert into dead_letters (consumer_group, key, lead_id, version, place, reason)
         select $1, id::text, id, 1, 'the log', 'too much' from gen_random_uuid() id`,
        [group],
      );
    }
    const { code, stdout } = await run('dead-letters', 'retry', ours, '--all');
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^ours {2}\S+: not tried yet.*\n$/)]);
    const { rows } = await runtime.pool.query<{ name: string }>(
      'select consumer_group as name from dead_letters where is_retrying and consumer_group = any($1)',
      [[ours, theirs]],
    );
    expect(rows).toEqual([{ name: ours }]);
    expect(await run('dead-letters', 'retry', 'our', '--all')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no group our') as string,
    });
    expect(await run('dead-letters', 'retry', ours, randomUUID(), '--all')).toMatchObject({
      code: 1,
      stderr: 'Name a key, or say --all.\n',
    });
    for (const table of ['dead_letters where consumer_group', 'consumer_groups where name']) {
      await runtime.pool.query(`delete from ${table} = any($1)`, [[ours, theirs]]);
    }
  });

  it('ends without a word when nobody reads on, as in `leadctl … | head`', async () => {
    const { child, ended } = startLeadctl(environment(), ['read-models', 'list']);
    child.stdout!.destroy();
    expect(await ended).toEqual({ code: 141, stdout: '', stderr: '' });
  });

  it('rebuild: builds one, or all, while the present ones serve', async () => {
    const one = await asProcess('rebuild', 'lead_details');
    expect(one).toMatchObject({ code: 0, stdout: 'lead_details: built anew.\n' });
    const all = await run('rebuild', '--all');
    expect(all.code).toBe(0);
    expect(all.stdout).toContain('mql_queue');
    expect((await run('rebuild', 'no_such_thing')).code).toBe(1);
    expect((await run('rebuild')).stderr).toMatch(/^Name one of lead_details, /);
  });

  it('read-models: lists them, and drops what nobody keeps any more', async () => {
    const { pool } = runtime;
    await pool.query(
      `create table mql_queue_v1 (key text); insert into read_model_targets
         (target, projection, version, state) values ('mql_queue_v1', 'mql_queue', 1, 'live')`,
    );
    const list = await run('read-models', 'list');
    expect(list.stdout).toMatch(new RegExp(`^${table} +live +0 behind$`, 'm'));
    expect(list.stdout).toMatch(/^mql_queue_v1 +live +\d+ behind; of another release$/m);
    expect(await asProcess('read-models', 'drop', 'mql_queue_v1')).toEqual({
      code: 0,
      stdout: 'mql_queue_v1 was dropped.\n',
      stderr: '',
    });
    for (const [target, why] of [
      ['mql_queue_v1', 'there is no read model table mql_queue_v1'],
      [table, `${table} is the one that this release keeps`],
    ]) {
      const refused = await run('read-models', 'drop', target!);
      expect([refused.code, refused.stderr]).toEqual([1, `${why}.\n`]);
    }
    await pool.query(`insert into read_model_targets (target, projection, version, state)
      values ('old_v1', 'old', 1, 'live'); insert into leases values
      ('old_v1', gen_random_uuid(), now() + interval '1 minute')`);
    expect((await run('read-models', 'drop', 'old_v1')).stderr).toContain('running projector');
  });

  it('doctor: finds a sound installation sound', async () => {
    const { code, stdout } = await run('doctor');
    expect(stdout.split('\n').filter(Boolean)).toEqual([
      expect.stringMatching(/^ok +configuration +complete/),
      expect.stringMatching(/^ok +versions +Node \d+\S*, PostgreSQL \d+/),
      expect.stringMatching(/^ok +clock +\d+ ms beside/),
      expect.stringMatching(/^ok +migrations +all applied/),
      expect.stringMatching(/^ok +lag +every read model is at the head/),
      expect.stringMatching(/^ok +parked +nothing/),
      expect.stringMatching(/^ok +dead letters +none/),
      expect.stringMatching(/^ok +log +6 events in 3 streams, all versions dense/),
      expect.stringMatching(/^ok +read models +3 leads equal the fold/),
    ]);
    expect(code).toBe(0);
  });

  it('doctor: compares every calendar, too', async () => {
    const { calendarService, pool } = runtime;
    for (const id of ['berlin', 'osaka']) await calendarService.change(id, content(), anOrigin());
    await caughtUp();
    const compared = /^ok +read models +3 leads and 2 calendars equal the fold/m;
    expect((await run('doctor')).stdout).toMatch(compared);
    await pool.query(`update ${tableOf(calendars)} set version = 2 where key = 'osaka'`);
    const { code, stdout } = await run('doctor');
    expect([code, stdout]).toEqual([1, expect.stringContaining('such as calendar-osaka')]);
  });

  it('doctor: names what is wrong, one line each, and exits with 1', async () => {
    const { pool } = runtime;
    await parkOne();
    await pool.query(`update ${table} set version = version + 1`);
    await pool.query(`insert into checkpoints values ('stream:scorer', '00000000000000000000')`);
    const { code, stdout } = await asProcess('doctor');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ok +lag +stream:scorer is \d+ events behind/m);
    expect(stdout).toMatch(new RegExp(`^warning +parked +${concerned.length} streams in `, 'm'));
    expect(stdout).toMatch(/^FAILED +log +9 events in 4 streams; 1 cannot be read by this code/m);
    expect(stdout).toMatch(new RegExp(`^FAILED +read models +3 rows of ${table} differ`, 'm'));

    await pool.query(
      `alter table events disable trigger events_are_append_only;
       delete from events where version = 2
         and stream = (select stream from events where version = 3 limit 1);
       delete from migrations where name = '0006-read-models'`,
    );
    const worse = await run('doctor');
    expect(worse.code).toBe(1);
    expect(worse.stdout).toMatch(/^FAILED +migrations +not applied yet: 0006-read-models/m);
    await pool.query(`insert into migrations values ('0006-read-models', now()::text)`);
    expect((await run('doctor')).stdout).toMatch(/^FAILED +log +.* goes from 1 to 3/m);
  });
});
