import { type SlaPolicyId } from '@tasuki/definition';
import { type Department, never } from '@tasuki/domain';
import { type LeadEvent } from './lead.events';
import { type slaEvents } from './sla.events';
import { type Addressee, type Elapsed, type SlaTerms } from './sla.values';

type SlaEvent = Extract<LeadEvent, { type: keyof typeof slaEvents }>;

const names: Readonly<Record<SlaPolicyId, string>> = {
  firstContact: '初回コンタクト',
  sqlDecision: 'SQL判定',
  salesAcceptance: '営業の受け入れ',
};

const units: Readonly<Record<SlaTerms['unit'], string>> = {
  hours: '時間',
  business_hours: '営業時間',
  business_days: '営業日',
};

const causes = {
  recycled: 'ナーチャリングに戻されたため',
  disqualified: '不適格と判断されたため',
} as const;

export function describeSla(
  event: SlaEvent,
  departments: Readonly<Record<Department, string>>,
): string {
  const deadline = `${names[event.data.sla]}の期限`;
  const toTell = (notify: readonly Addressee[]) => {
    const named = notify.map((one) =>
      'subject' in one ? one.subject : departments[one.department],
    );
    return named.length > 0 ? `(通知先: ${named.join('、')})` : '';
  };
  switch (event.type) {
    case 'SlaStarted': {
      const { dueAt, terms, beyondHorizon } = event.data;
      const horizon = beyondHorizon ? '、休日が未登録の期間' : '';
      return `${deadline}を ${minute(dueAt)} に設定しました(${terms.amount} ${units[terms.unit]}${horizon})`;
    }
    case 'SlaWarned':
      return `${deadline} ${minute(event.data.dueAt)} が近づいています${toTell(event.data.notify)}`;
    case 'SlaBreached':
      return `${deadline} ${minute(event.data.dueAt)} を過ぎました${toTell(event.data.notify)}`;
    case 'SlaMet': {
      const { late, elapsed } = event.data;
      return `${deadline}${late ? 'に遅れて対応しました' : 'を守りました'}(${took(elapsed)})`;
    }
    case 'SlaPaused': {
      const { until, reason } = event.data;
      return `${deadline}を一時停止しました(最長 ${minute(until)} まで、理由: 「${reason}」)`;
    }
    case 'SlaResumed': {
      const { by, resumedAt, dueAt } = event.data;
      const details = [
        by === 'limit' && `一時停止は ${minute(resumedAt)} に終了`,
        `新しい期限: ${minute(dueAt)}`,
      ].filter(Boolean);
      return `${deadline}を再開しました(${details.join('、')})`;
    }
    case 'SlaReplanned': {
      const { dueAt, reason } = event.data;
      return `${deadline}を ${minute(dueAt)} に変更しました(理由: 「${reason}」)`;
    }
    case 'SlaCancelled':
      return `${deadline}を取り消しました(${causes[event.data.cause]}、${took(event.data.elapsed)})`;
    default:
      return never(event);
  }
}

/** `2026-05-01T10:00:00.000Z` → `2026-05-01 10:00 UTC` */
function minute(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

function took({ wallMs, workingMs }: Elapsed): string {
  return `経過 ${hours(wallMs)} 時間、うち営業時間 ${hours(workingMs)} 時間`;
}

function hours(ms: number): string {
  return (ms / 3_600_000).toFixed(1);
}
