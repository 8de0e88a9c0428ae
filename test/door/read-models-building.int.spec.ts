import { type Door, openDoor } from '../support/door';
import { expectProblem } from './expect-problem';

describe('while nobody has built the read models', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor({ projecting: false });
  });
  afterAll(() => door.remove());

  it('commands are taken, and what would be read from them is 503', async () => {
    const body = { source: { channel: 'web' }, person: { email: 'aoi@example.com' } };
    const captured = await door.as('marketing', { path: '/v1/leads', body });
    expect(captured.status).toBe(201);
    const lead = `/v1/leads/${String(captured.body.leadId)}`;
    for (const path of [lead, `${lead}/timeline`, '/v1/queues/mql', '/v1/directory']) {
      const answer = await door.as('auditor', { method: 'GET', path });
      expectProblem(answer, 503, 'read_model_rebuilding');
      expect(answer.headers['retry-after']).toBe('5');
    }
    for (const path of [`${lead}/score`, '/v1/leads?email=aoi@example.com', '/health/live']) {
      expect((await door.as('auditor', { method: 'GET', path })).status).toBe(200);
    }
    const ready = await door.send({ method: 'GET', path: '/health/ready' });
    expect([ready.status, ready.body.status]).toEqual([503, 'not_ready']);
  });
});
