import { leadStream } from '@tasuki/lead';
import { leadDetails, mqlQueue, tableOf } from '@tasuki/read-models';
import { randomUUID } from 'node:crypto';
import { type Answer, type Door, openDoor } from '../support/door';
import { isFault } from '../support/fault';
import { expectProblem } from './expect-problem';
import { parkedLead } from './leads-in-stages';

const farAhead = '9'.repeat(20);
const rounds = isFault ? 50 : 15;

describe('what the read side answers', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.remove());

  const get = (path: string, headers: Record<string, string> = {}) =>
    door.as('auditor', { method: 'GET', path, headers });
  const after = (position: unknown, more: object = {}) => ({
    'tasuki-after': String(position),
    ...more,
  });
  const capture = async () => {
    const body = { source: { channel: 'web' }, person: { email: `${randomUUID()}@example.com` } };
    return (await door.as('marketing', { path: '/v1/leads', body })).body;
  };
  const post = (leadId: unknown, name: string, body: object) =>
    door.as('inside_sales', { path: `/v1/leads/${String(leadId)}/${name}`, body });
  const idsIn = ({ body }: Answer) =>
    (body.items as { leadId: string }[]).map((item) => item.leadId);

  describe('after a receipt', () => {
    it('shows the lead in the state of that receipt, never an older one', async () => {
      for (let round = 0; round < rounds; round += 1) {
        const { leadId, position, version } = await capture();
        const read = await get(`/v1/leads/${String(leadId)}`, after(position));
        expect([read.status, read.body.leadId, read.body.version]).toEqual([200, leadId, version]);
        const promoted = await post(leadId, 'promote', { reason: 'hand_raiser' });
        const [lead, history] = await Promise.all([
          get(`/v1/leads/${String(leadId)}`, after(promoted.body.position)),
          get(`/v1/leads/${String(leadId)}/timeline`, after(promoted.body.position)),
        ]);
        expect([lead.status, lead.body.stage]).toEqual([200, 'mql']);
        expect(lead.headers.etag).toBe(`"${String(promoted.body.version)}"`);
        expect((history.body.items as object[]).length).toBe(promoted.body.version);
      }
    });

    it('shows it in the queue, and no longer there after it was contacted', async () => {
      for (let round = 0; round < rounds; round += 1) {
        const { leadId } = await capture();
        const { body } = await post(leadId, 'promote', { reason: 'hand_raiser' });
        const queued = await get('/v1/queues/mql?limit=200', after(body.position));
        expect(idsIn(queued)).toContain(leadId);
        const contacted = await post(leadId, 'contacts', {
          channel: 'phone',
          outcome: 'connected',
        });
        const [mql, is] = await Promise.all(
          ['mql', 'is'].map((name) =>
            get(`/v1/queues/${name}?limit=200`, after(contacted.body.position)),
          ),
        );
        expect([idsIn(mql!).includes(String(leadId)), idsIn(is!).includes(String(leadId))]).toEqual(
          [false, true],
        );
      }
    });

    describe('that is far ahead', () => {
      const paths = [
        '/v1/directory',
        '/v1/queues/mql',
        '/v1/queues/is',
        '/v1/queues/sql',
        '/v1/queues/untouched',
        '/v1/queues/counts',
        '/v1/reports/sla',
        '/v1/calendars',
        `/v1/leads/${randomUUID()}`,
        `/v1/leads/${randomUUID()}/timeline`,
      ];
      const waited = new Map<string, { readonly answer: Answer; readonly took: number }>();
      /** All at once, for each takes its second. */
      beforeAll(async () => {
        const ask = async (path: string) => {
          const started = performance.now();
          const answer = await get(path, after(farAhead, { prefer: 'wait=1' }));
          waited.set(path, { answer, took: performance.now() - started });
        };
        await Promise.all(paths.map(ask));
      });

      it.each(paths)('waits for as long as the client prefers, then says 503: %s', async (path) => {
        const { answer, took } = waited.get(path)!;
        expectProblem(answer, 503, 'read_model_behind');
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
        expect(took).toBeGreaterThanOrEqual(990);
        const atOnce = await get(path, after(farAhead, { prefer: 'wait=0' }));
        expectProblem(atOnce, 503, 'read_model_behind');
      });
    });

    it('says that it heeded the preference', async () => {
      const { position } = await capture();
      const asked = await get('/v1/directory', after(position, { prefer: 'wait=2' }));
      expect([asked.status, asked.headers['preference-applied']]).toEqual([200, 'wait=2']);
      const tooLong = await get('/v1/directory', after(position, { prefer: 'wait=3600' }));
      expect(tooLong.headers['preference-applied']).toBe('wait=20');
      const silent = await get('/v1/directory', after(position));
      expect(silent.headers).not.toHaveProperty('preference-applied');
    });

    it.each(['17', '', '-1', 'now', '0000000000000000001x', '1'.repeat(21)])(
      'that is malformed is refused by name: %j',
      async (position) => {
        const answer = await get('/v1/queues/mql', after(position));
        expectProblem(answer, 400, 'invalid_input');
        expect(answer.body.errors).toMatchObject([{ path: 'Tasuki-After' }]);
      },
    );
  });

  describe('of a parked lead', () => {
    it('is 409 where it is shown alone; the lead takes commands, and lists go on', async () => {
      const { leadId } = await parkedLead(door.runtime);
      for (const path of [`/v1/leads/${leadId}`, `/v1/leads/${leadId.toUpperCase()}/timeline`]) {
        const answer = await get(path);
        expectProblem(answer, 409, 'parked');
        expect(answer.body.details).toEqual({ leadId });
      }
      const other = await capture();
      const listed = await get('/v1/directory?limit=200', after(other.position));
      expect(idsIn(listed)).toContain(other.leadId);
    });

    it('is about the read model that is asked, and no other', async () => {
      const { leadId, position } = await capture();
      await door.runtime.pool.query(
        `insert into parked_streams (target, stream, version, event_id, event_type, position, reason)
         values ($1, $2, 1, $3, 'LeadCaptured', $4, 'a test')`,
        [tableOf(leadDetails), leadStream(String(leadId)), randomUUID(), position],
      );
      const path = `/v1/leads/${String(leadId)}`;
      expectProblem(await get(path, after(position)), 409, 'parked');
      expect((await get(`${path}/timeline`, after(position))).status).toBe(200);
      expect((await get(`${path}/score`)).status).toBe(200);
      expect((await post(leadId, 'promote', { reason: 'hand_raiser' })).status).toBe(200);
      await door.runtime.pool.query('delete from parked_streams where stream = $1', [
        leadStream(String(leadId)),
      ]);
    });
  });

  it('marks the row of a parked lead in a list: it is older than the log', async () => {
    const { leadId } = await capture();
    const { body } = await post(leadId, 'promote', { reason: 'hand_raiser' });
    await get('/v1/queues/mql', after(body.position));
    await door.runtime.pool.query(
      `insert into parked_streams
         (target, stream, version, event_id, event_type, position, reason)
       values ($1, $2, 3, gen_random_uuid(), 'LeadContacted', '1', 'a test')`,
      [tableOf(mqlQueue), `lead-${String(leadId)}`],
    );
    const { items } = (await get('/v1/queues/mql?limit=200')).body as {
      items: { leadId: string; parked?: true }[];
    };
    expect(items.filter(({ parked }) => parked).map((item) => item.leadId)).toEqual([leadId]);
  });
});
