import { type SlaPolicyId } from '@tasuki/definition';
import { type Department, never } from '@tasuki/domain';
import { type LeadEvent } from './lead.events';
import { type slaEvents } from './sla.events';
import { type Addressee, type Elapsed, type SlaTerms } from './sla.values';

type SlaEvent = Extract<LeadEvent, { type: keyof typeof slaEvents }>;

const names: Readonly<Record<SlaPolicyId, string>> = {
  firstContact: 'first contact',
  sqlDecision: 'SQL decision',
  salesAcceptance: 'acceptance by sales',
};

const units: Readonly<Record<SlaTerms['unit'], string>> = {
  hours: 'hours',
  business_hours: 'business hours',
  business_days: 'business days',
};

export function describeSla(
  event: SlaEvent,
  departments: Readonly<Record<Department, string>>,
): string {
  const deadline = `deadline for the ${names[event.data.sla]}`;
  const toTell = (notify: readonly Addressee[]) => {
    const named = notify.map((one) =>
      'subject' in one ? one.subject : departments[one.department],
    );
    return named.length > 0 ? `; to be told: ${named.join(', ')}` : '';
  };
  switch (event.type) {
    case 'SlaStarted': {
      const { dueAt, terms, beyondHorizon } = event.data;
      const horizon = beyondHorizon ? ', beyond the known holidays' : '';
      return `${deadline} set: ${minute(dueAt)} (${terms.amount} ${units[terms.unit]}${horizon})`;
    }
    case 'SlaWarned':
      return `${deadline} comes near: ${minute(event.data.dueAt)}${toTell(event.data.notify)}`;
    case 'SlaBreached':
      return `${deadline} passed: it was ${minute(event.data.dueAt)}${toTell(event.data.notify)}`;
    case 'SlaMet':
      return `${deadline} met${event.data.late ? ' late' : ''}, ${took(event.data.elapsed)}`;
    case 'SlaPaused':
      return `${deadline} paused, until ${minute(event.data.until)} at most${because(event.data.reason)}`;
    case 'SlaResumed': {
      const { by, resumedAt, dueAt } = event.data;
      const how = by === 'limit' ? `goes on: its pause ended at ${minute(resumedAt)}` : 'goes on';
      return `${deadline} ${how}; now ${minute(dueAt)}`;
    }
    case 'SlaReplanned':
      return `${deadline} replanned: now ${minute(event.data.dueAt)}${because(event.data.reason)}`;
    case 'SlaCancelled':
      return `${deadline} cancelled: the lead was ${event.data.cause}, ${took(event.data.elapsed)}`;
    default:
      return never(event);
  }
}

/** `2026-05-01T10:00:00.000Z` → `2026-05-01 10:00 UTC` */
function minute(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

function took({ wallMs, workingMs }: Elapsed): string {
  return `after ${hours(wallMs)} h, ${hours(workingMs)} h of them working time`;
}

function hours(ms: number): string {
  return (ms / 3_600_000).toFixed(1);
}

function because(reason: string): string {
  return `, reason: ${reason}`;
}
