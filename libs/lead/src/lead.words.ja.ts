import { type DefinitionRef, never } from '@tasuki/domain';
import { type LeadEvent, type LeadEventOf } from './lead.events';
import { type ByRule, type Company, type Person } from './lead.values';
import {
  companyFields,
  departments,
  identityKinds,
  outcomes,
  personFields,
  profileSources,
  verdicts,
} from './lead.words.ja.names';
import { describeSla } from './sla.words.ja';

export { departments };

/** What an event says, in Japanese. Sealed text is named, never shown. */
export function describe(event: LeadEvent): string {
  switch (event.type) {
    case 'LeadCaptured':
      return captured(event.data);
    case 'LeadProfileChanged':
      return profileChanged(event.data);
    case 'LeadConsentChanged': {
      const { purpose, given } = event.data;
      return given
        ? `${quoted(purpose)}への同意を得ました`
        : `${quoted(purpose)}への同意が撤回されました`;
    }
    case 'LeadActivityRecorded': {
      const { activityType, asset, source } = event.data;
      const details = [asset && `対象: ${quoted(asset)}`, source && `検知元: ${quoted(source)}`];
      return `活動${quoted(activityType)}がありました${inBrackets(details)}`;
    }
    case 'LeadActivityRetracted': {
      const { eventId, reason } = event.data;
      return `活動 ${eventId} をスコアの対象外にしました${inBrackets([because(reason)])}`;
    }
    case 'LeadScored': {
      const { total, behaviour, attribute, fact, definition } = event.data;
      const parts = [`行動 ${behaviour}`, `属性 ${attribute}`, `バージョン ${fact} の事実まで`];
      return `スコアは ${total} です${inBrackets([...parts, definitionName(definition)])}`;
    }
    case 'LeadMarketingQualified':
      return marketingQualified(event.data);
    case 'LeadAssigned': {
      const { assignee, department, by, reason } = event.data;
      const rule = by.kind === 'rule' ? byRule(by) : [];
      return `${assignee}(${departments[department]})に割り当てました${inBrackets([...rule, because(reason)])}`;
    }
    case 'LeadPutBack': {
      const { assignee, reason } = event.data;
      return `${assignee} が担当から外れました${inBrackets([because(reason)])}`;
    }
    case 'LeadContacted': {
      const { attempt, channel, outcome, firstContact } = event.data;
      return `${attempt}回目のコンタクトです${inBrackets([
        `手段: ${quoted(channel)}`,
        `結果: ${outcomes.get(outcome) ?? quoted(outcome)}`,
        firstContact && 'このMQLへの初回コンタクト',
      ])}`;
    }
    case 'BantAssessed': {
      const { budget, authority, need, timing } = event.data;
      return `BANTを評価しました${inBrackets([
        `予算: ${verdicts[budget.verdict]}`,
        `決裁権: ${verdicts[authority.verdict]}`,
        `ニーズ: ${verdicts[need.verdict]}`,
        `導入時期: ${verdicts[timing.verdict]}`,
      ])}`;
    }
    case 'LeadSalesQualified': {
      const { override } = event.data;
      const details = override && ['基準によらない判断', because(override.reason)];
      return `SQLになりました${inBrackets(details ?? [])}`;
    }
    case 'LeadAcceptedBySales': {
      const { owner } = event.data;
      return `営業が受け入れました${inBrackets([owner && `担当: ${owner}`])}`;
    }
    case 'LeadReturnedBySales':
      return `営業が差し戻しました${inBrackets([because(event.data.reason)])}`;
    case 'LeadRecycled': {
      const { cycle, reason } = event.data;
      return `ナーチャリングに戻しました${inBrackets([`サイクル ${cycle}`, because(reason)])}`;
    }
    case 'LeadDisqualified':
      return `不適格と判断しました${inBrackets([because(event.data.reason)])}`;
    case 'LeadReopened': {
      const { cycle, reason } = event.data;
      return `再開しました${inBrackets([`サイクル ${cycle}`, because(reason)])}`;
    }
    case 'DealWon': {
      const { value, product, closedOn } = event.data;
      return `受注しました${inBrackets([
        value && `金額: ${value.amount} ${value.currency}`,
        product && `製品: ${quoted(product)}`,
        closedOn && `成約日: ${closedOn}`,
      ])}`;
    }
    case 'DealLost': {
      const { reason, competitor } = event.data;
      const details = [competitor && `競合: ${quoted(competitor)}`, because(reason)];
      return `失注しました${inBrackets(details)}`;
    }
    case 'DealOutcomeCorrected': {
      const details = inBrackets([because(event.data.reason)]);
      return `商談の結果を訂正し、営業受け入れ済みに戻しました${details}`;
    }
    case 'CustomerValueRecorded': {
      const { lifetimeValue, churnedOn, asOf } = event.data;
      return `顧客価値を記録しました${inBrackets([
        `${asOf} 時点`,
        lifetimeValue && `LTV: ${lifetimeValue.amount} ${lifetimeValue.currency}`,
        churnedOn && `解約日: ${churnedOn}`,
      ])}`;
    }
    case 'SalesFeedbackGiven':
      return `フィードバックがありました${inBrackets([`リードの質: 5段階中 ${event.data.rating}`])}`;
    case 'SlaStarted':
    case 'SlaWarned':
    case 'SlaBreached':
    case 'SlaMet':
    case 'SlaPaused':
    case 'SlaResumed':
    case 'SlaReplanned':
    case 'SlaCancelled':
      return describeSla(event, departments);
    default:
      return never(event);
  }
}

function captured({ source, company, identityConflict }: LeadEventOf<'LeadCaptured'>['data']) {
  const { channel, campaign, form, external } = source;
  return `リードを獲得しました${inBrackets([
    channel && `チャネル: ${quoted(channel)}`,
    campaign && `キャンペーン: ${quoted(campaign)}`,
    form && `フォーム: ${quoted(form)}`,
    company?.name && `会社: ${quoted(company.name)}`,
    external && `${quoted(external.system)}でのID: ${external.id}`,
    identityConflict && belongsToOther(identityConflict),
  ])}`;
}

function profileChanged(data: LeadEventOf<'LeadProfileChanged'>['data']): string {
  const fields = [
    ...(Object.keys(data.person ?? {}) as (keyof Person)[]).map((field) => personFields[field]),
    ...(Object.keys(data.company ?? {}) as (keyof Company)[]).map((field) => companyFields[field]),
  ];
  return `プロフィールが変わりました${inBrackets([
    fields.length > 0 && `変更: ${fields.join('・')}`,
    ...data.identitiesSet.map(({ kind }) => `識別子の追加: ${identityKinds[kind]}`),
    ...data.identitiesDropped.map(({ kind }) => `識別子の削除: ${identityKinds[kind]}`),
    data.identityConflict && belongsToOther(data.identityConflict),
    `情報源: ${profileSources[data.from]}`,
  ])}`;
}

function belongsToOther({ otherLeadId }: { readonly otherLeadId: string }): string {
  return `メールアドレスはリード ${otherLeadId} のもの`;
}

function byRule({ rule, matched, turn }: ByRule): readonly string[] {
  const { industry, region, channel } = matched;
  return [
    `ルール: ${quoted(rule)}`,
    industry && `業種: ${quoted(industry)}`,
    region && `地域: ${quoted(region)}`,
    channel && `チャネル: ${quoted(channel)}`,
    turn === undefined
      ? '以前の担当者'
      : `${turn.people}人の順番制(キャパシティ ${turn.capacity}/${turn.of})`,
  ].filter((detail) => detail !== undefined);
}

function marketingQualified(data: LeadEventOf<'LeadMarketingQualified'>['data']): string {
  switch (data.by) {
    case 'score':
      return `MQLになりました(スコア ${data.score}/閾値 ${data.threshold})`;
    case 'person':
      return `担当者の判断でMQLになりました${inBrackets([because(data.reason)])}`;
    case 'import':
      return '取り込んだ履歴でMQLになりました';
    default:
      return never(data.by);
  }
}

function definitionName({ version, hash }: DefinitionRef): string {
  const name = `定義 ${version} (${hash.slice(0, 8)})`;
  return version === 0 ? `${name}、暫定` : name;
}

function because(reason: string | undefined): string | undefined {
  return reason && `理由: ${quoted(reason)}`;
}

function quoted(text: string): string {
  return `「${text}」`;
}

/** What is known of the details; nothing when nothing is. */
function inBrackets(details: readonly (string | false | undefined)[]): string {
  const known = details.filter(Boolean);
  return known.length > 0 ? `(${known.join('、')})` : '';
}
