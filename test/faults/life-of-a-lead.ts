import { type Role } from '@tasuki/platform';
import { randomUUID } from 'node:crypto';

export type Sending = Extract<Role, 'marketing' | 'inside_sales' | 'sales'>;

/** What somebody sends; how it ends is not known beforehand. */
export interface Command {
  readonly as: Sending;
  readonly path: string;
  readonly body: object;
  /** The status of a refusal that it must meet, whatever else goes wrong. */
  readonly refused?: number;
}

/** Of nobody yet: one of three kinds, with an e-mail or without, so that one, two or no identities are claimed. */
export function aCapture(index: number): Command {
  const external = { system: 'crm', id: randomUUID() };
  const person = {
    name: '田中 葵',
    ...(index % 3 > 0 && { email: `${randomUUID()}@example.com` }),
  };
  const source = { channel: 'web', ...(index % 3 < 2 && { external }) };
  return { as: 'marketing', path: '/v1/leads', body: { source, person } };
}

const met = { verdict: 'met' };

/** What is then sent about the lead, in this order: also what breaks a rule, in every way there is. */
export function commandsOn(leadId: string): readonly Command[] {
  const on = (name: string, as: Sending, body: object, refused?: number): Command => ({
    as,
    path: `/v1/leads/${leadId}/${name}`,
    body,
    ...(refused !== undefined && { refused }),
  });
  return [
    on('accept', 'sales', {}, 409),
    on('activities', 'marketing', { activityType: 'document_downloaded', note: 'read it' }),
    on('activities', 'marketing', { activity: 'misspelt' }, 400),
    on('activities', 'marketing', { activityType: 'pricing_page_viewed', asset: 'pricing' }),
    on('accept', 'marketing', {}, 403),
    on('promote', 'marketing', { reason: 'hand_raiser' }),
    on('contacts', 'inside_sales', { channel: 'phone', outcome: 'connected' }),
    on('bant', 'inside_sales', { budget: met, authority: met, need: met, timing: met }),
    on('qualify', 'inside_sales', { override: { reason: 'asked_for_a_quote' } }),
    {
      ...on('activities', 'marketing', { activityType: 'seminar_attended' }, 404),
      path: nowhere(),
    },
    on('accept', 'sales', { owner: 'ren' }),
    on('lose', 'sales', { reason: 'price' }),
  ];
}

const nowhere = () => `/v1/leads/${randomUUID()}/activities`;
