import { type LeadEvent, languages, leadEvents, stages } from '@tasuki/lead';
import { type Facts } from './facts';
import { textOf } from './text-of';

const types = Object.keys(leadEvents) as LeadEvent['type'][];
const facts: Facts = {
  what: 'deadline for the first contact comes near',
  leadId: 'c7d52a06-2bdf-5217-80b8-3b01c26849e0',
  person: '青木 愛子',
  company: '青空フーズ',
  stage: 'mql',
  assignee: '森 美香',
  dueAt: '2026-11-25T01:30:00.000Z',
  occurredAt: '2026-11-24T01:30:20.000Z',
  recordedAt: '2026-11-24T01:30:40.000Z',
  timeZone: 'Asia/Tokyo',
};
const nameless = { ...facts, person: null, company: null, assignee: null, dueAt: null };

it('says in English what happened, to which lead, and what to do by when', () => {
  expect(textOf('SlaWarned', facts, 'en')).toEqual({
    subject: 'Deadline near: 青木 愛子, 青空フーズ (due Wed, 25 Nov 2026, 10:30 GMT+9)',
    body: [
      'Deadline for the first contact comes near.',
      '',
      'To do: contact the lead by Wed, 25 Nov 2026, 10:30 GMT+9.',
      'Lead: 青木 愛子, 青空フーズ',
      'Stage: MQL',
      'Assigned to: 森 美香',
      'Recorded: Tue, 24 Nov 2026, 10:30 GMT+9',
      'Lead ID: c7d52a06-2bdf-5217-80b8-3b01c26849e0',
    ].join('\n'),
  });
});

it('says the same in Japanese', () => {
  const what = '初回コンタクトの期限 2026-11-25 01:30 UTC が近づいています';
  expect(textOf('SlaWarned', { ...facts, what }, 'ja')).toEqual({
    subject: '【期限間近】青空フーズ 青木 愛子様(期限: 2026年11月25日(水) 10:30 JST)',
    body: [
      '初回コンタクトの期限 2026-11-25 01:30 UTC が近づいています。',
      '',
      '対応のお願い: 2026年11月25日(水) 10:30 JST までに初回コンタクトをお願いします。',
      'リード: 青空フーズ 青木 愛子様',
      'ステージ: MQL',
      '担当: 森 美香',
      '記録日時: 2026年11月24日(火) 10:30 JST',
      'リードID: c7d52a06-2bdf-5217-80b8-3b01c26849e0',
    ].join('\n'),
  });
});

it('says that a deadline has passed', () => {
  const late = { ...facts, stage: 'sql', recordedAt: '2026-11-25T01:30:00.000Z' } as const;
  const english = textOf('SlaBreached', late, 'en');
  expect(english.subject).toContain('(was due Wed, 25 Nov 2026, 10:30 GMT+9)');
  expect(english.body).toContain(
    'To do: accept the lead or return it at once; it was due Wed, 25 Nov 2026, 10:30 GMT+9.',
  );
  expect(textOf('SlaBreached', late, 'ja').body).toContain(
    '対応のお願い: 期限(2026年11月25日(水) 10:30 JST)を過ぎています。' +
      '至急、受け入れまたは差し戻しの判断をお願いします。',
  );
});

it('says when it happened where that is another time', () => {
  const earlier = { ...facts, occurredAt: '2026-11-20T18:00:00+09:00' };
  expect(textOf('LeadContacted', earlier, 'en').body).toContain(
    'Happened: Fri, 20 Nov 2026, 18:00 GMT+9\nRecorded: Tue, 24 Nov 2026, 10:30 GMT+9',
  );
  expect(textOf('LeadContacted', earlier, 'ja').body).toContain(
    '発生日時: 2026年11月20日(金) 18:00 JST\n記録日時: 2026年11月24日(火) 10:30 JST',
  );
});

it('names a lead by its id when its names are unknown or were erased', () => {
  expect(textOf('DealWon', nameless, 'en').subject).toBe('Deal won: lead c7d52a06');
  expect(textOf('DealWon', nameless, 'ja').subject).toBe('【受注】リード c7d52a06');
  expect(textOf('DealWon', { ...nameless, company: '青空フーズ' }, 'ja').subject).toBe(
    '【受注】青空フーズ',
  );
  expect(textOf('DealWon', nameless, 'en').body).toContain('Assigned to: nobody');
  expect(textOf('DealWon', nameless, 'ja').body).toContain('担当: 未割り当て');
});

it('asks for what the stage asks for, and by when only where a deadline runs', () => {
  const contacted = { ...nameless, stage: 'contacted' } as const;
  expect(textOf('LeadReturnedBySales', contacted, 'en').body).toContain(
    'To do: decide whether the lead is an SQL.\n',
  );
  expect(textOf('LeadReturnedBySales', contacted, 'ja').body).toContain(
    '対応のお願い: SQLとするかどうかの判断をお願いします。\n',
  );
  expect(textOf('DealWon', { ...facts, stage: 'won' }, 'en').body).not.toContain('To do');
  expect(textOf('LeadScored', facts, 'en').subject).not.toContain('due');
});

it('is written in the time zone of who reads it', () => {
  const there = { ...facts, timeZone: 'America/New_York' };
  expect(textOf('SlaWarned', there, 'en').subject).toContain('(due Tue, 24 Nov 2026, 20:30 GMT-5)');
  expect(textOf('SlaWarned', there, 'ja').subject).toContain('2026年11月24日(火) 20:30 GMT-5');
});

describe.each(languages)('in the language %s', (language) => {
  it('each kind of event has a headline of its own', () => {
    const subjects = types.map((type) => textOf(type, nameless, language).subject);
    expect(new Set(subjects).size).toBe(types.length);
  });

  it.each(stages)('nothing is left open: %s', (stage) => {
    for (const type of types) {
      for (const each of [facts, nameless]) {
        const { subject, body } = textOf(type, { ...each, stage }, language);
        expect(`${subject}\n${body}`).not.toMatch(/undefined|null|\(\)| {2}|。。|\.\./);
        expect(subject).not.toContain('\n');
      }
    }
  });
});
