import { type Receipt } from './journal';
import { type Command } from './life-of-a-lead';
import { randomUUID } from 'node:crypto';

/** Sends a command until it is settled; `undefined` when nothing was written. */
type Send = (command: Command) => Promise<Receipt | undefined>;

const met = { verdict: 'met' };

/**
 * The way of one lead to a deal that is won: what it does makes it an MQL by its score, and people take
 * it from there.
 * @param isQualified resolves once the lead is an MQL; false: nobody wants to know any more
 * @returns whether it came to its end
 */
export async function journey(
  send: Send,
  isQualified: (leadId: string) => Promise<boolean>,
): Promise<boolean> {
  const captured = await insisting(send, {
    as: 'marketing',
    path: '/v1/leads',
    body: {
      source: { channel: 'web' },
      person: { name: '田中 葵', email: `${randomUUID()}@example.jp`, seniority: 'vp' },
      company: { name: 'Aozora Foods' },
    },
  });
  const on = (name: string, as: Command['as'], body: object): Command => ({
    as,
    path: `/v1/leads/${captured.leadId}/${name}`,
    body,
  });
  for (const activityType of ['seminar_attended', 'inquiry_submitted']) {
    await insisting(send, on('activities', 'marketing', { activityType }));
  }
  if (!(await isQualified(captured.leadId))) return false;
  await insisting(send, on('contacts', 'inside_sales', { channel: 'phone', outcome: 'connected' }));
  await insisting(
    send,
    on('bant', 'inside_sales', { budget: met, authority: met, need: met, timing: met }),
  );
  await insisting(send, on('qualify', 'inside_sales', {}));
  await insisting(send, on('accept', 'sales', {}));
  await insisting(send, on('win', 'sales', {}));
  return true;
}

/** What was never written is sent anew, under another key. */
async function insisting(send: Send, command: Command): Promise<Receipt> {
  for (;;) {
    const receipt = await send(command);
    if (receipt !== undefined) return receipt;
  }
}
