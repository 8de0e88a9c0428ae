import { builtInOnly, refOf } from '@tasuki/definition';
import { type NewEvent } from '@tasuki/event-store';
import { type LeadEvent } from '@tasuki/lead';
import { createHash, randomUUID } from 'node:crypto';

/** Pseudo-random numbers in [0, 1), the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const definition = refOf(builtInOnly.inForceAt('2026-01-01T00:00:00.000Z'));
const occurredAt = '2026-05-01T18:00:00+09:00';
const sealed = (bytes: number) => `sealed.v1.${'q7Xw'.repeat(bytes / 4)}`;
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** An event in the envelope that `runCommand` gives it: about 350 bytes of metadata. */
export function enveloped({ type, data }: LeadEvent): NewEvent {
  return {
    id: randomUUID(),
    type,
    schemaVersion: 1,
    recordedAt: new Date().toISOString(),
    data,
    metadata: {
      commandId: randomUUID(),
      correlationId: randomUUID(),
      causationId: null,
      actor: { subject: 'aiko.tanaka@tasuki.example', department: 'marketing' },
      bodyHash: '7f83b1657ff1fc53b92dc18148a1d65dfc2d4b1fa3d677284addd200126d9069',
    },
  };
}

export function activity(): LeadEvent {
  const data = { activityType: 'document_downloaded', asset: 'Guide to handoffs 2026', occurredAt };
  return { type: 'LeadActivityRecorded', data: { ...data, source: 'web' } };
}

/**
 * What happened to one lead, first to last, some 20 events: captured, activities with their scores;
 * of most leads no more than that, of the others the way to MQL, SQL and the deal.
 */
export function leadStory(random: () => number): LeadEvent[] {
  const story = [captured()];
  const visits = 6 + Math.floor(random() * 5);
  for (let visit = 1; visit <= visits; visit += 1) {
    story.push(activity());
    if (random() < 0.7) story.push(scored(visit, story.length));
  }
  if (random() < 0.3) story.push(consent());
  if (random() < 0.3) story.push(profileChanged());
  return random() < 0.4 ? [...story, ...handoff(random)] : [...story, activity(), activity()];
}

/** Exactly 20 events, for contenders that load a stream of a known length. */
export function leadOfTwenty(random: () => number): LeadEvent[] {
  const story = leadStory(random).slice(0, 20);
  return [...story, ...Array.from({ length: 20 - story.length }, activity)];
}

function captured(): LeadEvent {
  return {
    type: 'LeadCaptured',
    data: {
      source: { channel: 'web', campaign: 'Spring 2026', form: 'White paper' },
      person: { name: sealed(56), email: sealed(72), role: 'Head of sales', seniority: 'manager' },
      company: {
        name: 'Aoyama Trading KK',
        industry: 'wholesale',
        employees: 240,
        region: 'kanto',
      },
      consents: [{ purpose: 'newsletter', given: true, basis: 'consent', occurredAt }],
      identities: [{ kind: 'email', hash: hash(randomUUID()) }],
      occurredAt,
    },
  };
}

function consent(): LeadEvent {
  const data = { purpose: 'calls', given: true, basis: 'legitimate_interest', occurredAt };
  return { type: 'LeadConsentChanged', data };
}

function profileChanged(): LeadEvent {
  const company = { employees: 260, website: 'https://aoyama.example' };
  const none = { identitiesSet: [], identitiesDropped: [] };
  return { type: 'LeadProfileChanged', data: { company, from: 'enrichment', ...none } };
}

function scored(visit: number, fact: number): LeadEvent {
  const rule = { rule: 'download', kind: 'behaviour', raw: 5 * visit, moreCauses: 0 } as const;
  const causes = Array.from({ length: visit }, () => randomUUID());
  const points = 4.5 * visit;
  return {
    type: 'LeadScored',
    data: {
      fact,
      behaviour: points,
      attribute: 0,
      total: points,
      asOf: '2026-05-01T09:00:00.000Z',
      definition,
      contributions: [{ ...rule, seen: visit, counted: visit, points, causes }],
      adjustments: [],
      unscored: [],
      unknown: ['industry', 'employees'],
    },
  };
}

function handoff(random: () => number): LeadEvent[] {
  const cycle = 1;
  const said = { cycle, channel: 'phone', occurredAt };
  const met = { verdict: 'met', note: sealed(80) } as const;
  const steps: LeadEvent[] = [
    {
      type: 'LeadMarketingQualified',
      data: { cycle, score: 52, threshold: 50, definition, by: 'score' },
    },
    {
      type: 'LeadAssigned',
      data: { assignee: 'ken', department: 'inside_sales', by: { kind: 'person' } },
    },
    {
      type: 'LeadContacted',
      data: { ...said, attempt: 1, outcome: 'connected', firstContact: true, note: sealed(120) },
    },
    {
      type: 'LeadContacted',
      data: { ...said, attempt: 2, outcome: 'meeting_set', firstContact: false },
    },
    { type: 'BantAssessed', data: { cycle, budget: met, authority: met, need: met, timing: met } },
    { type: 'LeadSalesQualified', data: { cycle, definition, assessment: randomUUID() } },
    { type: 'LeadAcceptedBySales', data: { cycle, owner: 'mai' } },
    { type: 'DealWon', data: { cycle, value: { amount: '1200000', currency: 'JPY' } } },
  ];
  return steps.slice(0, 2 + Math.floor(random() * (steps.length - 1)));
}
