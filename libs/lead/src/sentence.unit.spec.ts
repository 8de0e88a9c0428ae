import { type LeadEvent } from './lead.events';
import * as told from './lead.events.spec-support';
import { languages } from './lead.words';
import { sentence, type Telling } from './sentence';

const recordedAt = '2026-05-01T01:00:04.000Z';
const aiko = { subject: 'aiko', department: 'inside_sales' } as const;

function telling(event: LeadEvent, more: Partial<Telling> = {}): Telling {
  return { event, actor: aiko, recordedAt, occurredAt: recordedAt, ...more };
}

it('says who recorded what, when and why', () => {
  const returned = telling(told.returned());
  expect(sentence(returned, 'en')).toBe(
    'On 2026-05-01 at 01:00 UTC, aiko (inside sales) recorded: returned by sales, reason: no_budget.',
  );
  expect(sentence(returned, 'ja')).toBe(
    '2026-05-01 01:00 UTC、aiko(インサイドセールス)の記録: 営業が差し戻しました(理由: 「no_budget」)。',
  );
});

it('says both times when it happened at another time, each with its offset', () => {
  const entered = telling(told.attempted(), { occurredAt: '2026-04-30T18:05:00+09:00' });
  expect(sentence(entered, 'en')).toBe(
    'On 2026-05-01 at 01:00 UTC, aiko (inside sales) recorded: contact attempt 1 by phone: ' +
      'no answer. It happened on 2026-04-30 at 18:05 UTC+09:00.',
  );
  expect(sentence(entered, 'ja')).toBe(
    '2026-05-01 01:00 UTC、aiko(インサイドセールス)の記録: 1回目のコンタクトです' +
      '(手段: 「phone」、結果: 応答なし)。発生日時は 2026-04-30 18:05 UTC+09:00 です。',
  );
});

it('says one time when both lie in one minute, whatever their offsets', () => {
  const atOnce = telling(told.attempted(), { occurredAt: '2026-05-01T10:00:59+09:00' });
  for (const language of languages) expect(sentence(atOnce, language)).not.toContain('+09:00');
});

it('names whom somebody acted for, a machine without a department, and one nobody knows', () => {
  const scorer = { subject: 'scorer', department: null };
  const forAiko = { ...scorer, onBehalfOf: 'aiko' };
  const forRen = { ...aiko, onBehalfOf: 'ren' };
  const legal = { subject: 'kei', department: 'legal' };
  const said = [scorer, forAiko, forRen, legal].flatMap((actor) =>
    languages.map((language) => sentence(telling(told.won(), { actor }), language)),
  );
  expect(said).toEqual([
    'On 2026-05-01 at 01:00 UTC, scorer recorded: deal won.',
    '2026-05-01 01:00 UTC、scorer の記録: 受注しました。',
    'On 2026-05-01 at 01:00 UTC, scorer for aiko recorded: deal won.',
    '2026-05-01 01:00 UTC、scorer(aiko の代理)の記録: 受注しました。',
    'On 2026-05-01 at 01:00 UTC, aiko (inside sales) for ren recorded: deal won.',
    '2026-05-01 01:00 UTC、aiko(インサイドセールス、ren の代理)の記録: 受注しました。',
    'On 2026-05-01 at 01:00 UTC, kei (legal) recorded: deal won.',
    '2026-05-01 01:00 UTC、kei(legal)の記録: 受注しました。',
  ]);
});
