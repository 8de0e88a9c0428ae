import { assertStorable, idOf } from './given-when-then.spec-support';
import { type LeadEvent, leadEvents } from './lead.events';
import * as told from './lead.events.spec-support';
import { describe as inWords, languages } from './lead.words';

const { email, external, sealed } = told;
const note = sealed('a secret');
const person = { name: note, email: note, phone: note };
const otherLeadId = idOf(9);
const yen = { amount: '1200000', currency: 'JPY' };
const noted = { verdict: 'met', note } as const;
const sla = { slaId: told.itsSla, sla: 'firstContact', cycle: 1 } as const;
const elapsed = { wallMs: 26.5 * 3_600_000, pausedMs: 0, workingMs: 8 * 3_600_000 };
const later = '2026-05-01T15:00:00.000Z';
const deadline = { warnAt: later, dueAt: '2026-05-02T00:00:00.000Z' };

/** An event, and what it says in English and in Japanese. */
const sentences: readonly (readonly [LeadEvent, string, string])[] = [
  [told.captured(), 'captured', 'リードを獲得しました'],
  [
    told.captured({
      person,
      source: {
        channel: 'web',
        campaign: 'spring',
        form: 'contact',
        external: { system: 'crm', id: '7' },
      },
      company: { name: 'Aoyama KK' },
      identityConflict: { otherLeadId },
    }),
    'captured through web, campaign “spring”, form “contact”, at Aoyama KK, known as 7 in crm, ' +
      `its e-mail belongs to lead ${otherLeadId}`,
    'リードを獲得しました(チャネル: 「web」、キャンペーン: 「spring」、フォーム: 「contact」、' +
      `会社: 「Aoyama KK」、「crm」でのID: 7、メールアドレスはリード ${otherLeadId} のもの)`,
  ],
  [
    told.profileChanged({
      person: { ...person, role: null },
      company: { employees: 9 },
      identitiesSet: [external('7'), email('b')],
      identitiesDropped: [email('a')],
    }),
    'profile: name, email, phone, role, company employees changed, external identity added, ' +
      'email identity added, email identity dropped (from person)',
    'プロフィールが変わりました(変更: 氏名・メールアドレス・電話番号・役割・従業員数、' +
      '識別子の追加: 外部ID、識別子の追加: メールアドレス、識別子の削除: メールアドレス、情報源: 担当者)',
  ],
  [
    told.profileChanged({ from: 'form', identityConflict: { otherLeadId } }),
    `profile: its e-mail belongs to lead ${otherLeadId} (from form)`,
    `プロフィールが変わりました(メールアドレスはリード ${otherLeadId} のもの、情報源: フォーム)`,
  ],
  [told.consentChanged(), 'consent to newsletter given', '「newsletter」への同意を得ました'],
  [
    told.consentChanged({ given: false }),
    'consent to newsletter withdrawn',
    '「newsletter」への同意が撤回されました',
  ],
  [told.activity({ note }), 'document_downloaded', '活動「document_downloaded」がありました'],
  [
    told.activity({ asset: 'price list', source: 'web' }),
    'document_downloaded “price list” through web',
    '活動「document_downloaded」がありました(対象: 「price list」、検知元: 「web」)',
  ],
  [
    told.retracted(idOf(2)),
    `activity ${idOf(2)} no longer counts, reason: spam`,
    `活動 ${idOf(2)} をスコアの対象外にしました(理由: 「spam」)`,
  ],
  [
    told.scored({ fact: 3, total: 35, behaviour: 20, attribute: 15 }),
    'scored 35 (behaviour 20, attributes 15) for the fact at version 3, ' +
      'definition 0 (33de8176), provisional',
    'スコアは 35 です(行動 20、属性 15、バージョン 3 の事実まで、定義 0 (33de8176)、暫定)',
  ],
  [
    told.scored({ total: 0, definition: { version: 2, hash: '2'.repeat(64) } }),
    'scored 0 (behaviour 0, attributes 0) for the fact at version 1, definition 2 (22222222)',
    'スコアは 0 です(行動 0、属性 0、バージョン 1 の事実まで、定義 2 (22222222))',
  ],
  [
    told.mql({ score: 55 }),
    'marketing qualified: 55 of 50 points',
    'MQLになりました(スコア 55/閾値 50)',
  ],
  [
    told.mql({ by: 'person', reason: 'raised_hand', note }),
    'marketing qualified by a person, reason: raised_hand',
    '担当者の判断でMQLになりました(理由: 「raised_hand」)',
  ],
  [
    told.mql({ by: 'import', score: null, threshold: null, definition: null }),
    'marketing qualified, as imported',
    '取り込んだ履歴でMQLになりました',
  ],
  [
    told.assigned({ note }),
    'assigned to aiko (inside sales)',
    'aiko(インサイドセールス)に割り当てました',
  ],
  [
    told.assigned({ reason: 'knows_them' }),
    'assigned to aiko (inside sales), reason: knows_them',
    'aiko(インサイドセールス)に割り当てました(理由: 「knows_them」)',
  ],
  [
    told.assigned({
      by: {
        kind: 'rule',
        handoff: 'mql',
        rule: 'Kanto',
        matched: { industry: 'machinery', region: 'kanto', channel: 'web' },
        turn: { capacity: 2, of: 5, people: 3 },
      },
    }),
    'assigned to aiko (inside sales) by rule “Kanto” (industry machinery, region kanto, channel web, turn by capacity, 2 of 5 among 3)',
    'aiko(インサイドセールス)に割り当てました(ルール: 「Kanto」、業種: 「machinery」、地域: 「kanto」、チャネル: 「web」、3人の順番制(キャパシティ 2/5))',
  ],
  [
    told.assigned({ by: { kind: 'rule', handoff: 'return', rule: 'back', matched: {} } }),
    'assigned to aiko (inside sales) by rule “back” (had it before)',
    'aiko(インサイドセールス)に割り当てました(ルール: 「back」、以前の担当者)',
  ],
  [
    told.attempted({ attempt: 2, note }),
    'contact attempt 2 by phone: no answer',
    '2回目のコンタクトです(手段: 「phone」、結果: 応答なし)',
  ],
  [
    told.attempted({ outcome: 'constructor' }),
    'contact attempt 1 by phone: constructor',
    '1回目のコンタクトです(手段: 「phone」、結果: 「constructor」)',
  ],
  [
    told.contacted(),
    'contact attempt 1 by phone: connected; the first contact of this MQL',
    '1回目のコンタクトです(手段: 「phone」、結果: つながった、このMQLへの初回コンタクト)',
  ],
  [
    {
      type: 'BantAssessed',
      data: {
        cycle: 1,
        budget: noted,
        authority: noted,
        need: { verdict: 'not_met' },
        timing: { verdict: 'unknown' },
      },
    },
    'BANT assessed: budget met, authority met, need not met, timing unknown',
    'BANTを評価しました(予算: 充足、決裁権: 充足、ニーズ: 未充足、導入時期: 不明)',
  ],
  [told.sql(), 'sales qualified', 'SQLになりました'],
  [
    told.sql({ override: { reason: 'known_customer', note } }),
    'sales qualified, criteria overridden: known_customer',
    'SQLになりました(基準によらない判断、理由: 「known_customer」)',
  ],
  [told.accepted(), 'accepted by sales', '営業が受け入れました'],
  [
    told.accepted({ owner: 'mika' }),
    'accepted by sales, owner mika',
    '営業が受け入れました(担当: mika)',
  ],
  [
    told.returned({ note }),
    'returned by sales, reason: no_budget',
    '営業が差し戻しました(理由: 「no_budget」)',
  ],
  [
    told.recycled(2),
    'recycled into nurturing, cycle 2, reason: not_now',
    'ナーチャリングに戻しました(サイクル 2、理由: 「not_now」)',
  ],
  [
    told.disqualified({ note }),
    'disqualified, reason: competitor',
    '不適格と判断しました(理由: 「competitor」)',
  ],
  [
    told.reopened(3),
    'reopened, cycle 3, reason: came_back',
    '再開しました(サイクル 3、理由: 「came_back」)',
  ],
  [told.won(), 'deal won', '受注しました'],
  [
    told.won({ value: yen, product: 'Sash', closedOn: '2026-04-30' }),
    'deal won worth 1200000 JPY, Sash, closed on 2026-04-30',
    '受注しました(金額: 1200000 JPY、製品: 「Sash」、成約日: 2026-04-30)',
  ],
  [told.lost({ note }), 'deal lost, reason: price', '失注しました(理由: 「price」)'],
  [
    told.lost({ competitor: 'Obi' }),
    'deal lost to Obi, reason: price',
    '失注しました(競合: 「Obi」、理由: 「price」)',
  ],
  [
    told.corrected({ note }),
    'outcome corrected, back to accepted, reason: typing_error',
    '商談の結果を訂正し、営業受け入れ済みに戻しました(理由: 「typing_error」)',
  ],
  [
    {
      type: 'CustomerValueRecorded',
      data: { cycle: 1, lifetimeValue: yen, churnedOn: '2026-03-31', asOf: '2026-04-30' },
    },
    'customer value 1200000 JPY as of 2026-04-30, churned on 2026-03-31',
    '顧客価値を記録しました(2026-04-30 時点、LTV: 1200000 JPY、解約日: 2026-03-31)',
  ],
  [
    { type: 'SalesFeedbackGiven', data: { rating: 2, note } },
    'feedback: quality 2 of 5',
    'フィードバックがありました(リードの質: 5段階中 2)',
  ],
  [
    told.putBack({ note }),
    'put back: aiko has it no longer, reason: on_holiday',
    'aiko が担当から外れました(理由: 「on_holiday」)',
  ],
  [
    told.slaStarted('firstContact'),
    'deadline for the first contact set: 2026-05-02 00:00 UTC (24 hours)',
    '初回コンタクトの期限を 2026-05-02 00:00 UTC に設定しました(24 時間)',
  ],
  [
    told.slaStarted('sqlDecision', { beyondHorizon: true }),
    'deadline for the SQL decision set: 2026-05-02 00:00 UTC (3 business days, beyond the known holidays)',
    'SQL判定の期限を 2026-05-02 00:00 UTC に設定しました(3 営業日、休日が未登録の期間)',
  ],
  [
    told.slaWarned('sqlDecision', { notify: [{ subject: 'aiko' }] }),
    'deadline for the SQL decision comes near: 2026-05-02 00:00 UTC; to be told: aiko',
    'SQL判定の期限 2026-05-02 00:00 UTC が近づいています(通知先: aiko)',
  ],
  [
    told.slaBreached('salesAcceptance', { notify: [{ subject: 'ken' }, { department: 'sales' }] }),
    'deadline for the acceptance by sales passed: it was 2026-05-02 00:00 UTC; to be told: ken, sales',
    '営業の受け入れの期限 2026-05-02 00:00 UTC を過ぎました(通知先: ken、営業)',
  ],
  [
    told.slaBreached('salesAcceptance'),
    'deadline for the acceptance by sales passed: it was 2026-05-02 00:00 UTC',
    '営業の受け入れの期限 2026-05-02 00:00 UTC を過ぎました',
  ],
  [
    { type: 'SlaMet', data: { ...sla, metBy: idOf(4), late: false, elapsed } },
    'deadline for the first contact met, after 26.5 h, 8.0 h of them working time',
    '初回コンタクトの期限を守りました(経過 26.5 時間、うち営業時間 8.0 時間)',
  ],
  [
    { type: 'SlaMet', data: { ...sla, metBy: idOf(4), late: true, elapsed } },
    'deadline for the first contact met late, after 26.5 h, 8.0 h of them working time',
    '初回コンタクトの期限に遅れて対応しました(経過 26.5 時間、うち営業時間 8.0 時間)',
  ],
  [
    told.slaPaused('sqlDecision', { note }),
    'deadline for the SQL decision paused, until 2026-05-20 09:00 UTC at most, reason: waiting_for_lead',
    'SQL判定の期限を一時停止しました(最長 2026-05-20 09:00 UTC まで、理由: 「waiting_for_lead」)',
  ],
  [
    { type: 'SlaResumed', data: { ...sla, by: 'person', resumedAt: later, ...deadline } },
    'deadline for the first contact goes on; now 2026-05-02 00:00 UTC',
    '初回コンタクトの期限を再開しました(新しい期限: 2026-05-02 00:00 UTC)',
  ],
  [
    { type: 'SlaResumed', data: { ...sla, by: 'limit', resumedAt: later, ...deadline } },
    'deadline for the first contact goes on: its pause ended at 2026-05-01 15:00 UTC; now 2026-05-02 00:00 UTC',
    '初回コンタクトの期限を再開しました(一時停止は 2026-05-01 15:00 UTC に終了、新しい期限: 2026-05-02 00:00 UTC)',
  ],
  [
    replanned(),
    'deadline for the first contact replanned: now 2026-05-02 00:00 UTC, reason: wrong_holidays',
    '初回コンタクトの期限を 2026-05-02 00:00 UTC に変更しました(理由: 「wrong_holidays」)',
  ],
  [
    { type: 'SlaCancelled', data: { ...sla, cause: 'disqualified', elapsed } },
    'deadline for the first contact cancelled: the lead was disqualified, after 26.5 h, 8.0 h of them working time',
    '初回コンタクトの期限を取り消しました(不適格と判断されたため、経過 26.5 時間、うち営業時間 8.0 時間)',
  ],
];

/** The same as a deadline that began, said of one that was changed. */
function replanned(): LeadEvent {
  const started = told.slaStarted('firstContact') as Extract<LeadEvent, { type: 'SlaStarted' }>;
  const { startedBy: _, ...data } = started.data;
  return { type: 'SlaReplanned', data: { ...data, by: 'date', reason: 'wrong_holidays', note } };
}

it.each(sentences.map(([event, english, japanese]) => ({ event, english, japanese })))(
  '$event.type says “$english” and 「$japanese」',
  ({ event, english, japanese }) => {
    assertStorable(event);
    expect([inWords(event, 'en'), inWords(event, 'ja')]).toEqual([english, japanese]);
  },
);

it('there are words for every event', () => {
  const said = new Set(sentences.map(([{ type }]) => type));
  expect([...said].sort()).toEqual(Object.keys(leadEvents).sort());
});

describe.each(languages)('in the language %s', (language) => {
  it('sealed text is never shown', () => {
    const sealedEvents = sentences.filter(([event]) =>
      JSON.stringify(event).includes('sealed.v1.'),
    );
    expect(sealedEvents.length).toBeGreaterThan(10);
    for (const [event] of sealedEvents) expect(inWords(event, language)).not.toContain('sealed');
  });

  it('nothing is left open: no “undefined”, no “null”, no empty bracket', () => {
    for (const [event] of sentences) {
      expect(inWords(event, language)).not.toMatch(/undefined|null|\(\)|\[object| {2}/);
    }
  });
});
