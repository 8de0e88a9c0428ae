import { dateFormat, instantOf } from './date-format';

function read(pattern: string, text: string, zone = 'Asia/Tokyo'): string | undefined {
  const stated = dateFormat(pattern)(text);
  return stated && instantOf(stated, zone).instant;
}

describe('a date format', () => {
  it.each([
    ['dd-MM-yyyy', '01-02-2018', '2018-02-01T00:00:00+09:00'],
    ['d/M/yyyy', '1/2/2018', '2018-02-01T00:00:00+09:00'],
    ['yyyy-MM-dd HH:mm:ss', '2018-02-26 19:58:54', '2018-02-26T19:58:54+09:00'],
    ["yyyy-MM-dd'T'HH:mm:ssXXX", '2018-02-26T19:58:54-03:00', '2018-02-26T19:58:54-03:00'],
    ["yyyy-MM-dd'T'HH:mm:ss.SSSXXX", '2018-02-26T19:58:54.120Z', '2018-02-26T19:58:54.12+00:00'],
    ['yyyy.MM.dd (HH:mm)', '2018.02.26 (07:05)', '2018-02-26T07:05:00+09:00'],
    ['yyyyMMdd', '20240229', '2024-02-29T00:00:00+09:00'],
  ])('%s reads %s', (pattern, text, instant) => expect(read(pattern, text)).toBe(instant));

  it.each([
    ['dd-MM-yyyy', '1-02-2018'],
    ['dd-MM-yyyy', '2018-02-01'],
    ['dd-MM-yyyy', '31-02-2018'],
    ['dd-MM-yyyy', '29-02-2023'],
    ['dd-MM-yyyy', '01-13-2018'],
    ['dd-MM-yyyy', '01-02-2018 00:00'],
    ['dd-MM-yyyy', ' 01-02-2018'],
    ['dd-MM-yyyy', '01/02/2018'],
    ['dd-MM-yyyy', ''],
    ['yyyy.MM.dd', '2018-02-01'],
    ['yyyy-MM-dd HH:mm:ss', '2018-02-01 24:00:00'],
    ['yyyy-MM-dd HH:mm:ss', '2018-02-01 10:60:00'],
  ])('%s does not read "%s"', (pattern, text) => expect(read(pattern, text)).toBeUndefined());

  it.each([
    ['dd-MM-yy', 'has the unknown letters yy; known: yyyy, MM'],
    ['dd-MMM-yyyy', 'has the unknown letters MMM'],
    ['MM-yyyy', 'states no day'],
    ['dd-MM-yyyy mm', 'states the minute, and no hour'],
    ['dd-d-MM-yyyy', 'states the day twice'],
    ["dd-MM-yyyy'T", 'has a quote too many'],
  ])('%s is none', (pattern, problem) => expect(() => dateFormat(pattern)).toThrow(problem));
});

describe('the instant that is meant', () => {
  const at = (text: string, zone: string) =>
    instantOf(dateFormat(text.length > 10 ? 'yyyy-MM-dd HH:mm' : 'yyyy-MM-dd')(text)!, zone);

  it('of a date is the start of the day there, which is not midnight everywhere', () => {
    expect(at('2018-02-17', 'America/Sao_Paulo').instant).toBe('2018-02-17T00:00:00-02:00');
    expect(at('2017-10-15', 'America/Sao_Paulo')).toEqual({
      instant: '2017-10-15T01:00:00-02:00',
      skipped: false,
    });
  });

  it('of a time that the zone skipped lies as much later', () =>
    expect(at('2024-03-31 02:30', 'Europe/Berlin')).toEqual({
      instant: '2024-03-31T03:30:00+02:00',
      skipped: true,
    }));

  it('of a time that the zone had twice is the first', () =>
    expect(at('2024-10-27 02:30', 'Europe/Berlin')).toEqual({
      instant: '2024-10-27T02:30:00+02:00',
      skipped: false,
    }));
});
