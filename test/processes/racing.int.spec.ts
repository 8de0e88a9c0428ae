import { beginning } from '@tasuki/event-store';
import { type PlainCapture } from '@tasuki/lead-service';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { runTypeScript } from '../support/run-typescript';
import { anOrigin, openTestRuntime, type TestRuntime } from '../support/test-runtime';
import { type SenderTask, type SendOutcome, type SentCommand } from './sender';

const sender = join(__dirname, 'sender.ts');

describe('commands that race from two processes', () => {
  let runtime: TestRuntime;
  beforeAll(async () => {
    runtime = await openTestRuntime();
  });
  afterAll(() => runtime.remove());

  /** Each list from a process of its own, all at one instant. */
  async function race(...lists: readonly (readonly SentCommand[])[]): Promise<SendOutcome[][]> {
    const { url, masterKeyFile } = runtime;
    const running = lists.map((commands) => {
      const task: SenderTask = { url, masterKeyFile, commands };
      return runTypeScript(sender, task);
    });
    const outputs = Promise.all(running.map(({ output }) => output));
    const ready = Promise.all(running.map(({ child }) => once(child.stdout!, 'data')));
    await Promise.race([ready, outputs]);
    for (const { child } of running) child.stdin!.write('go');
    return (await outputs).map(
      (output) => JSON.parse(output.replace('ready', '')) as SendOutcome[],
    );
  }

  it('200 commands on one lead are each accepted exactly once or refused by a rule; versions are dense', async () => {
    const { leadId } = await runtime.leads.capture(aCapture({}), anOrigin());
    const commands: SentCommand[] = Array.from({ length: 200 }, (_, index) => ({
      id: randomUUID(),
      leadId,
      command:
        index % 10 === 0
          ? { type: 'PromoteLead', reason: 'hand_raiser' }
          : { type: 'RecordActivity', activityType: 'pricing_page_viewed', asset: `p${index}` },
    }));
    const shared = commands.slice(90, 110);
    const outcomes = (
      await race(commands.slice(0, 110), [...shared, ...commands.slice(110)])
    ).flat();

    const history = await runtime.leads.history(leadId);
    expect(history.map(({ version }) => version)).toEqual(history.map((_, index) => index + 1));
    const activities = commands.filter(({ command }) => command.type === 'RecordActivity');
    for (const { id } of activities) {
      expect(history.filter(({ metadata }) => metadata.commandId === id)).toHaveLength(1);
    }
    expect(history.filter(({ type }) => type === 'LeadMarketingQualified')).toHaveLength(1);
    const refused = outcomes.filter((outcome) => 'refused' in outcome);
    expect(new Set(refused.map((outcome) => 'refused' in outcome && outcome.refused))).toEqual(
      new Set(['not_allowed_in_stage']),
    );
    for (const { id } of shared) {
      const receipts = outcomes.flatMap((o) => (o.id === id && 'receipt' in o ? [o.receipt] : []));
      expect(new Set(receipts.map(({ position }) => position)).size).toBeLessThanOrEqual(1);
    }
  });

  it.each([
    ['both identities', ['crm-1', 'crm-1'], ['a@example.com', 'a@example.com']],
    ['the e-mail alone', [undefined, undefined], ['b@example.com', 'b@example.com']],
    ['the e-mail of two', ['crm-2', 'crm-3'], ['c@example.com', 'c@example.com']],
    ['the external id of two', ['crm-4', 'crm-4'], ['d@example.com', undefined]],
  ] as const)('two captures that share %s end as one lead', async (_, externals, emails) => {
    for (let round = 0; round < 5; round += 1) {
      const mine = (text: string | undefined) => text && `${round}-${text}`;
      const [one, two] = [0, 1].map((index) =>
        aSent(aCapture({ external: mine(externals[index]), email: mine(emails[index]) })),
      );
      const before = await leadsCaptured();
      const [first, second] = await raceHere([one!], [two!]);
      expect(first![0]!.leadId).toBe(second![0]!.leadId);
      expect((await leadsCaptured()) - before).toBe(1);
    }
    const [one, two] = [0, 1].map((index) =>
      aSent(aCapture({ external: externals[index], email: emails[index] })),
    );
    const outcomes = (await race([one!], [two!])).flat();
    const leads = outcomes.map((outcome) => 'receipt' in outcome && outcome.receipt.leadId);
    expect(new Set(leads).size).toBe(1);
  });

  it('50 captures of one person, from two processes, end as one lead that has them all', async () => {
    const captures = Array.from({ length: 50 }, (_, index) =>
      aSent(
        aCapture({ external: `many-${index % 5}`, email: 'many@example.com', form: `f${index}` }),
      ),
    );
    const outcomes = (await race(captures.slice(0, 25), captures.slice(25))).flat();
    const leads = outcomes.map((outcome) => 'receipt' in outcome && outcome.receipt.leadId);
    expect(new Set(leads).size).toBe(1);
    const history = await runtime.leads.history(leads[0] as string);
    const forms = history.filter(({ type }) => type === 'LeadActivityRecorded');
    expect(forms).toHaveLength(49);
  });

  /** The same race within this process, where it is quick to repeat. */
  async function raceHere(...lists: readonly (readonly SentCommand[])[]) {
    return Promise.all(
      lists.map((commands) =>
        Promise.all(
          commands.map(({ id, command }) =>
            runtime.leads.capture(command as PlainCapture, anOrigin(id)),
          ),
        ),
      ),
    );
  }

  async function leadsCaptured(): Promise<number> {
    let count = 0;
    const filter = { streamPrefix: 'lead-', types: ['LeadCaptured'] };
    for await (const { events } of runtime.store.readAll(beginning, filter)) count += events.length;
    return count;
  }
});

function aSent(command: PlainCapture): SentCommand {
  return { id: randomUUID(), leadId: null, command };
}

function aCapture(known: { external?: string; email?: string; form?: string }): PlainCapture {
  const { external, email, form = 'contact' } = known;
  return {
    type: 'CaptureLead',
    source: { form, ...(external && { external: { system: 'crm', id: external } }) },
    ...(email && { person: { email } }),
    consents: [],
  };
}
