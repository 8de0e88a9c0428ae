import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { makePostgresHome, removePostgresHome } from '../support/postgres-folder';
import { type Standalone, startStandalone } from './standalone-process';

const executablePath = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((file) => existsSync(file));
const withBrowser = executablePath === undefined ? describe.skip : describe;

withBrowser(
  `the EventSource of a real browser${executablePath ? '' : ' (none is installed here: not run)'}`,
  () => {
    let home: string;
    let tasuki: Standalone;
    let browser: Browser;
    let page: Page;
    beforeAll(async () => {
      home = await makePostgresHome();
      tasuki = await startStandalone({ home });
      browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
      page = await browser.newPage({ bypassCSP: true });
      await page.goto(`${tasuki.url}/docs`);
      await page.evaluate(follow);
    }, 120_000);
    afterAll(async () => {
      await browser.close();
      await tasuki.stop();
      await removePostgresHome(home);
    });

    const post = async (role: string, path: string, body?: object) => {
      const response = await fetch(tasuki.url + path, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${tasuki.tokens[role]}`,
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      return (await response.json()) as Record<string, string>;
    };
    const qualified = async () => {
      const { leadId } = await post('marketing', '/v1/leads', { source: { channel: 'web' } });
      await post('marketing', `/v1/leads/${leadId}/promote`, { reason: 'raised_hand' });
      return leadId!;
    };
    const open = async () => {
      const { ticket } = await post('inside_sales', '/v1/tickets');
      await page.evaluate(`follower.open('${ticket}')`);
    };
    const rows = () => page.evaluate<string[]>('Object.keys(follower.rows)');
    const shows = (leadId: string, isThere = true) =>
      page.waitForFunction(`'${leadId}' in follower.rows === ${isThere}`);

    it('shows the queue as it changes, and resumes with a new ticket when its own is spent', async () => {
      const first = await qualified();
      await open();
      await shows(first);
      const second = await qualified();
      await shows(second);
      await post('inside_sales', `/v1/leads/${first}/contacts`, {
        channel: 'phone',
        outcome: 'connected',
      });
      await shows(first, false);
      expect(await rows()).toEqual([second]);

      // The browser comes back by itself, with the ticket that it has used; the page gets another one.
      const last = await page.evaluate<string>('follower.last');
      await tasuki.stop();
      tasuki = await startStandalone({ home, env: { PORT: new URL(tasuki.url).port } });
      await page.waitForFunction('follower.spent > 0');
      await open();
      const third = await qualified();
      await shows(third);
      expect((await rows()).sort()).toEqual([second, third].sort());
      expect(last).toMatch(/^mql_queue_v\d+\.\d+\.\d+$/);
    }, 60_000);
  },
);

/** Runs in the page: a client as anybody would write one. */
const follow = `
  window.follower = {
    rows: {},
    spent: 0,
    last: '',
    open(ticket) {
      const query = new URLSearchParams({ ticket, ...(this.last && { lastEventId: this.last }) });
      const source = new EventSource('/v1/queues/mql/stream?' + query);
      const take = (event) => {
        const { items, gone = [] } = JSON.parse(event.data);
        for (const item of items) this.rows[item.leadId] = item;
        for (const leadId of gone) delete this.rows[leadId];
        if (event.lastEventId) this.last = event.lastEventId;
      };
      source.addEventListener('snapshot', take);
      source.addEventListener('changes', take);
      source.addEventListener('reset', () => (this.rows = {}));
      source.addEventListener('error', () => {
        if (source.readyState === EventSource.CLOSED) this.spent += 1;
      });
    },
  };
`;
