import { silentLogger } from '@tasuki/platform';
import { openRuntime } from '@tasuki/runtime';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Door, openDoor } from '../support/door';
import { anOrigin } from '../support/test-runtime';

describe('the people of an installation', () => {
  let folder: string;
  let file: string;
  let door: Door;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tasuki-people-'));
    file = join(folder, 'people.yaml');
    await write([aiko]);
    door = await openDoor({ environment: { TASUKI_PEOPLE_FILE: file }, projecting: false });
  });
  afterAll(async () => {
    await door.remove();
    await rm(folder, { recursive: true });
  });

  let minute = 0;
  const aiko = {
    subject: 'aiko',
    name: 'Aiko Aoki',
    department: 'inside_sales',
    address: 'aiko@example.jp',
    language: 'ja',
    capacity: 10,
  };
  const write = async (people: readonly object[]) => {
    await writeFile(file, JSON.stringify({ people }));
    minute += 1;
    await utimes(file, minute * 60, minute * 60);
  };
  const list = async () => (await door.as('sales', { method: 'GET', path: '/v1/people' })).body;

  it('are shown as their file has them, and anew when it was changed', async () => {
    expect(await list()).toEqual({ items: [aiko] });
    const ken = { ...aiko, subject: 'ken', capacity: 0 };
    await write([aiko, ken]);
    expect(await list()).toEqual({ items: [aiko, ken] });
  });

  it('stay as they were when the file is spoilt, with a warning', async () => {
    await write([aiko]);
    expect(await list()).toEqual({ items: [aiko] });
    await write([{ ...aiko, department: 'it' }]);
    expect(await list()).toEqual({ items: [aiko] });
    const { warnings } = await door.runtime.health.report();
    expect(warnings).toMatchObject([
      {
        check: 'people',
        problem: expect.stringContaining('people[0].department is "it"') as string,
      },
    ]);
  });

  it('are those to whom a lead can be assigned', async () => {
    await write([aiko]);
    const { leads } = door.runtime;
    const capture = { type: 'CaptureLead', source: {}, consents: [] } as const;
    const { leadId } = await leads.capture(capture, anOrigin());
    const path = `/v1/leads/${leadId}/assign`;
    const assign = (assignee: string, department: string) =>
      door.as('sales', { path, body: { assignee, department } });
    const wrong = { path: 'assignee', allowed: 'who GET /v1/people lists' };
    for (const [who, department] of [
      ['aika', 'inside_sales'],
      ['aiko', 'sales'],
    ] as const) {
      const answer = await assign(who, department);
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input']);
      expect(answer.body.errors).toEqual([{ ...wrong, message: `names nobody of ${department}` }]);
    }
    expect((await assign('aiko', 'inside_sales')).status).toBe(200);
  });

  it('that cannot be read keep a process from starting, in one sentence', async () => {
    await write([{ ...aiko, capacity: -1 }]);
    const config = {
      DATABASE_URL: door.runtime.url,
      TASUKI_MASTER_KEY_FILE: door.runtime.masterKeyFile,
      DATABASE_POOL: 4,
      TASUKI_PEOPLE_FILE: file,
    };
    await expect(openRuntime(config, silentLogger)).rejects.toThrow(
      /^The file of people cannot be read: .*capacity is -1;/,
    );
  });
});
