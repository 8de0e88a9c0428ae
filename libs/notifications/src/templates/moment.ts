/**
 * An instant as people write it, to the minute, with the day of the week and the time zone:
 * `Tue, 24 Nov 2026, 10:30 GMT+9`, `2026年11月24日(火) 10:30 JST`.
 * @param locale such as `en-GB`
 * @throws RangeError for a time zone that there is not
 */
export function moment(instant: string, timeZone: string, locale: 'en-GB' | 'ja-JP'): string {
  const format = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: locale === 'ja-JP' ? 'long' : 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
    timeZoneName: 'short',
  });
  return format.format(new Date(instant));
}
