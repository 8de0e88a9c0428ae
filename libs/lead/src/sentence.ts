import { type LeadEvent } from './lead.events';
import { departmentName, describe, type Language } from './lead.words';

/** An event as the log has it: with who recorded it, and both times. */
export interface Telling {
  readonly event: LeadEvent;
  readonly actor: {
    readonly subject: string;
    readonly department: string | null;
    readonly onBehalfOf?: string;
  };
  readonly recordedAt: string;
  /** The same as `recordedAt` when the event tells no time of its own. */
  readonly occurredAt: string;
}

/**
 * One entry of a lead's history as a whole sentence: who, what, when and why. When it happened is
 * said only where it is not the minute in which it was recorded; a reported time keeps its offset.
 */
export function sentence(telling: Telling, language: Language): string {
  const { event, recordedAt, occurredAt } = telling;
  const what = describe(event, language);
  const happened = minuteOf(occurredAt) === minuteOf(recordedAt) ? null : momentOf(occurredAt);
  return forms[language](momentOf(recordedAt), whoIn(telling, language), what, happened);
}

interface Moment {
  readonly day: string;
  /** Hour and minute, with the offset from UTC. */
  readonly time: string;
}

type Form = (recorded: Moment, who: string, what: string, happened: Moment | null) => string;

const forms: Readonly<Record<Language, Form>> = {
  en: ({ day, time }, who, what, happened) =>
    `On ${day} at ${time}, ${who} recorded: ${what}.` +
    (happened ? ` It happened on ${happened.day} at ${happened.time}.` : ''),
  ja: ({ day, time }, who, what, happened) =>
    `${day} ${time}、${who}の記録: ${what}。` +
    (happened ? `発生日時は ${happened.day} ${happened.time} です。` : ''),
};

function whoIn({ actor }: Telling, language: Language): string {
  const { subject, department, onBehalfOf } = actor;
  const name = department ? departmentName(department, language) : undefined;
  if (language === 'ja') {
    const details = [name, onBehalfOf && `${onBehalfOf} の代理`].filter(Boolean);
    return details.length > 0 ? `${subject}(${details.join('、')})` : `${subject} `;
  }
  return [subject, name && `(${name})`, onBehalfOf && `for ${onBehalfOf}`]
    .filter(Boolean)
    .join(' ');
}

/** `2026-05-01T10:00:00+09:00` → 2026-05-01, 10:00 UTC+09:00 */
function momentOf(instant: string): Moment {
  const offset = /[+-]\d\d:\d\d$/.exec(instant)?.[0] ?? '';
  return { day: instant.slice(0, 10), time: `${instant.slice(11, 16)} UTC${offset}` };
}

function minuteOf(instant: string): number {
  return Math.floor(Date.parse(instant) / 60_000);
}
