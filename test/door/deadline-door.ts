import { leadStream } from '@tasuki/lead';
import { type Role } from '@tasuki/platform';
import { type SlaAnswerDto } from '../../apps/lead-api/src/dto/slas';
import { type Answer, type Door, type DoorRequest } from '../support/door';
import { anOrigin } from '../support/test-runtime';
import { answerCheck } from './answer-check';
import { operationsOf, readDocument } from './api-operations';

/** The door, as whoever works against a deadline comes to it, and whoever looks at it later. */
export function deadlineDoor(door: () => Door) {
  const post = async (role: Role, path: string, body?: object): Promise<Answer> => {
    const answer = await door().as(role, { path: `/v1/leads/${path}`, body });
    expect([path, answer.status < 300, answer.body]).toEqual([path, true, answer.body]);
    return answer;
  };

  /** Up with the log, whatever it answers. */
  async function ask(path: string, role: Role = 'auditor'): Promise<Answer> {
    const headers: DoorRequest['headers'] = { 'tasuki-after': await door().runtime.store.head() };
    return door().as(role, { method: 'GET', path, headers });
  }

  /** Up with the log, and answered as the documentation says. */
  async function get(operationId: string, path: string, role?: Role): Promise<Answer['body']> {
    const document = await readDocument(door());
    const operation = operationsOf(document).find((one) => one.operationId === operationId)!;
    const answer = await ask(path, role);
    const wrong = answerCheck(document)(operation, answer);
    expect([path, answer.status, wrong]).toEqual([path, 200, []]);
    return answer.body;
  }

  async function promoted(assignee?: string): Promise<string> {
    const source = { channel: 'web' };
    const { body } = await door().as('marketing', { path: '/v1/leads', body: { source } });
    const leadId = String(body.leadId);
    if (assignee !== undefined) await assign(leadId, assignee);
    await post('marketing', `${leadId}/promote`, { reason: 'hand_raiser' });
    return leadId;
  }

  const assign = (leadId: string, assignee: string) =>
    post('inside_sales', `${leadId}/assign`, { assignee, department: 'inside_sales' });

  const contact = (leadId: string, outcome = 'connected') =>
    post('inside_sales', `${leadId}/contacts`, { channel: 'phone', outcome });

  const slasOf = async (leadId: string) =>
    (await get('readLead', `/v1/leads/${leadId}`)).slas as readonly SlaAnswerDto[];

  async function change(leadId: string, name: 'pause' | 'resume'): Promise<string> {
    const { slaId } = (await slasOf(leadId)).at(-1)!;
    const body = name === 'pause' ? { reason: 'waiting_for_lead' } : undefined;
    await post('inside_sales', `${leadId}/slas/${slaId}/${name}`, body);
    return slaId;
  }

  /** An MQL from before, which has no deadline. */
  const imported = async (): Promise<string> => {
    const { leads } = door().runtime;
    const capture = { type: 'CaptureLead', by: 'import', source: {}, consents: [] } as const;
    const { leadId } = await leads.capture(capture, anOrigin());
    const history = { type: 'ImportHistory', target: 'mql', reachedAt: {} } as const;
    await leads.execute(leadId, history, anOrigin());
    return leadId;
  };

  /** As the clock tells it, which does so too, but at a time of its own. */
  const runOut = async (leadId: string, timer: 'warning' | 'breach') => {
    const { slaId } = (await slasOf(leadId)).at(-1)!;
    const { leads } = door().runtime;
    await leads.execute(leadId, { type: 'RecordSlaTimer', slaId, timer }, anOrigin());
  };

  /** Somebody with a way around the trigger writes the log anew. */
  const tamper = async (leadId: string, type: string, was: string, is: string) => {
    const { pool } = door().runtime;
    await pool.query('alter table events disable trigger events_are_append_only');
    const { rowCount } = await pool.query(
      `update events set data = replace(data::text, $3, $4)::json
       where stream = $1 and type = $2 and data::text like '%' || $3 || '%'`,
      [leadStream(leadId), type, was, is],
    );
    await pool.query('alter table events enable trigger events_are_append_only');
    expect(rowCount).toBe(1);
  };

  return {
    ask,
    get,
    promoted,
    imported,
    assign,
    contact,
    slasOf,
    /** Its present deadline. */
    pause: (leadId: string) => change(leadId, 'pause'),
    resume: (leadId: string) => change(leadId, 'resume'),
    runOut,
    tamper,
  };
}
