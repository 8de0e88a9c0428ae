import { type Stage } from '@tasuki/lead';
import {
  type EventType,
  type Facts,
  happenedEarlier,
  isOverdue,
  shortId,
  type Template,
  untilWhen,
} from './facts';
import { moment } from './moment';

const headlines: Readonly<Record<EventType, string>> = {
  LeadCaptured: '新規リード',
  LeadProfileChanged: 'プロフィール変更',
  LeadConsentChanged: '同意の変更',
  LeadActivityRecorded: '新しい活動',
  LeadActivityRetracted: '活動の取り消し',
  LeadScored: 'スコア更新',
  SalesFeedbackGiven: '営業からのフィードバック',
  LeadMarketingQualified: '新規MQL',
  LeadAssigned: '担当割り当て',
  LeadPutBack: '担当解除',
  LeadContacted: 'コンタクト記録',
  BantAssessed: 'BANT評価',
  LeadSalesQualified: '新規SQL',
  LeadAcceptedBySales: '営業受け入れ',
  LeadReturnedBySales: '営業差し戻し',
  LeadRecycled: 'ナーチャリングへ戻し',
  LeadDisqualified: '不適格',
  LeadReopened: 'リード再開',
  DealWon: '受注',
  DealLost: '失注',
  DealOutcomeCorrected: '商談結果の訂正',
  CustomerValueRecorded: '顧客価値の記録',
  SlaStarted: '期限設定',
  SlaWarned: '期限間近',
  SlaBreached: '期限超過',
  SlaMet: '期限対応済み',
  SlaPaused: '期限の一時停止',
  SlaResumed: '期限の再開',
  SlaReplanned: '期限変更',
  SlaCancelled: '期限取り消し',
};

const stages: Readonly<Record<Stage, string>> = {
  nurturing: 'ナーチャリング',
  mql: 'MQL',
  contacted: 'コンタクト済み',
  sql: 'SQL',
  accepted: '営業受け入れ済み',
  won: '受注',
  lost: '失注',
  disqualified: '不適格',
};

/** What a stage with a deadline asks for. */
const asks: Readonly<Partial<Record<Stage, string>>> = {
  mql: '初回コンタクトをお願いします',
  contacted: 'SQLとするかどうかの判断をお願いします',
  sql: '受け入れまたは差し戻しの判断をお願いします',
};

export const textOf: Template = (type, facts) => {
  const lead = leadIn(facts);
  const { what, assignee, stage, recordedAt, occurredAt, leadId } = facts;
  const lines = [
    `${what}。`,
    '',
    ...toDo(facts),
    `リード: ${lead}`,
    `ステージ: ${stages[stage]}`,
    `担当: ${assignee ?? '未割り当て'}`,
    ...(happenedEarlier(facts) ? [`発生日時: ${at(occurredAt, facts)}`] : []),
    `記録日時: ${at(recordedAt, facts)}`,
    `リードID: ${leadId}`,
  ];
  return { subject: `【${headlines[type]}】${lead}${until(type, facts)}`, body: lines.join('\n') };
};

function leadIn(facts: Facts): string {
  const { company, person } = facts;
  const named = [company, person === null ? null : `${person}様`].filter((name) => name !== null);
  return named.length > 0 ? named.join(' ') : `リード ${shortId(facts)}`;
}

function until(type: EventType, facts: Facts): string {
  if (facts.dueAt === null || !untilWhen.has(type)) return '';
  return `(期限: ${at(facts.dueAt, facts)})`;
}

function toDo(facts: Facts): readonly string[] {
  const { stage, dueAt } = facts;
  const ask = asks[stage];
  if (ask === undefined) return [];
  if (dueAt === null) return [`対応のお願い: ${ask}。`];
  const due = at(dueAt, facts);
  return [
    isOverdue(facts)
      ? `対応のお願い: 期限(${due})を過ぎています。至急、${ask}。`
      : `対応のお願い: ${due} までに${ask}。`,
  ];
}

function at(instant: string, { timeZone }: Facts): string {
  return moment(instant, timeZone, 'ja-JP');
}
