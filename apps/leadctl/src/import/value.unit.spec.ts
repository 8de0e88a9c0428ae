import { calendarDate, instant } from './date-kinds';
import * as kinds from './kinds';
import { rowOf } from './row.spec-support';
import { type Kind, type Surroundings, valueOf } from './value';

const around: Surroundings = { zone: 'Asia/Tokyo', nulls: ['null'], joins: ['deals'], columns: [] };

function value<T>(kind: Kind<T>, given: unknown) {
  return valueOf(kind, around)(given, 'm.yaml: lead.field');
}

function read<T>(kind: Kind<T>, given: unknown, cell: string): T | undefined {
  return value(kind, given).read(rowOf({ x: cell }));
}

describe('a field of a mapping', () => {
  it('may be a column alone', () => expect(read(kinds.label, 'x', ' Acme ')).toBe('Acme'));

  it('may be a column of a joined file', () =>
    expect(value(kinds.label, 'deals.x').read(rowOf({ 'deals.x': 'Acme' }))).toBe('Acme'));

  it('may be a constant', () => expect(read(kinds.currency, { constant: 'USD' }, '')).toBe('USD'));

  it.each(['', '  ', 'null'])('does not state "%s"', (cell) =>
    expect(read(kinds.label, 'x', cell)).toBeUndefined(),
  );

  it('may have texts of its own that state nothing', () => {
    const given = { column: 'x', nulls: ['-'] };
    expect(read(kinds.label, given, '-')).toBeUndefined();
    expect(read(kinds.label, given, 'null')).toBe('null');
  });

  it('maps some texts and leaves the others', () => {
    const given = { column: 'x', values: { technolgy: 'technology', other: null } };
    expect(read(kinds.slug, given, 'technolgy')).toBe('technology');
    expect(read(kinds.slug, given, 'medical')).toBe('medical');
    expect(read(kinds.slug, given, 'other')).toBeUndefined();
  });

  it('may only ask whether a column states something', () => {
    const given = { column: 'deals.x', stated: 'won', fallback: { constant: 'mql' } };
    const stage = value(kinds.stage, given);
    expect(stage.read(rowOf({ 'deals.x': 'whatever' }))).toBe('won');
    expect(stage.read(rowOf({}))).toBe('mql');
  });

  it('falls back to another column, and from there to a constant', () => {
    const last = { constant: 'Nobody' };
    const given = { column: 'x', fallback: { column: 'y', fallback: last } };
    const field = value(kinds.label, given);
    expect(field.read(rowOf({ x: '', y: 'B' }))).toBe('B');
    expect(field.read(rowOf({}))).toBe('Nobody');
  });

  it('may reject a row that does not state it', () => {
    const given = { column: 'x', fallback: 'skip the row' };
    expect(() => read(kinds.label, given, '')).toThrow('lead.field: column x is not stated');
  });

  it.each([
    ['', 'Nobody', [{ kind: 'no owner', reason: 'no owner: column x is not stated' }]],
    ['null', 'Nobody', [{ kind: 'no owner', reason: 'no owner: column x is not stated' }]],
    ['Acme', 'Acme', []],
  ])('may be warned of where it states nothing: "%s"', (cell, stated, warnings) => {
    const fallback = { constant: 'Nobody' };
    const row = rowOf({ x: cell });
    const field = value(kinds.label, { column: 'x', warnIfMissing: 'no owner', fallback });
    expect(field.read(row)).toBe(stated);
    expect(row.warnings).toEqual(warnings);
  });

  it('never says what stands in a cell', () => {
    expect(() => read(kinds.email, 'x', 'tel. 0123')).toThrow(
      /^lead.field: column x is not an e-mail address$/,
    );
  });

  it('remembers where which column is named', () =>
    expect(around.columns).toContainEqual({
      path: 'm.yaml: lead.field',
      ref: { join: 'deals', column: 'x' },
    }));
});

describe('a slug', () => {
  const slugified = { column: 'x', slugify: true };
  it.each([
    ['Organic Search', 'organic_search'],
    ['São Paulo / SP', 'sao_paulo_sp'],
    ['--A.B--', 'a_b'],
    ['x'.repeat(80), 'x'.repeat(64)],
  ])('is made of %s', (text, slug) => expect(read(kinds.slug, slugified, text)).toBe(slug));

  it('is not made of nothing', () =>
    expect(() => read(kinds.slug, slugified, '検索')).toThrow('name its texts under values'));

  it('is not made unless the mapping says so', () =>
    expect(() => read(kinds.slug, 'x', 'Organic Search')).toThrow('set slugify'));
});

describe('a number', () => {
  const zero = { column: 'x', zeroMeansNotStated: true };
  it.each([
    [kinds.headcount, 'x', '2822', 2822],
    [kinds.headcount, 'x', '2822.0', 2822],
    [kinds.headcount, { column: 'x', thousands: ' ' }, '12 000', 12_000],
    [kinds.amount, 'x', '1054.5', '1054.5'],
    [kinds.amount, { column: 'x', thousands: '.', decimal: ',' }, '1.054,50', '1054.50'],
    [kinds.amount, zero, '0.0', undefined],
    [kinds.amount, 'x', '0', '0'],
    [kinds.headcount, zero, '0', undefined],
  ])('is read (%#)', (kind, given, text, number) =>
    expect(read<unknown>(kind as Kind<unknown>, given, text)).toBe(number),
  );

  it.each(['0', '-1', '1.5', '1e3', 'many', '100000001'])('of people is not %s', (text) =>
    expect(() => read(kinds.headcount, 'x', text)).toThrow('is not a whole number from 1'),
  );

  it.each(['1,5', '1e3', '1.23456', 'USD 5'])('of money is not %s', (text) =>
    expect(() => read(kinds.amount, 'x', text)).toThrow('is not an amount'),
  );
});

describe('text', () => {
  it('in another encoding than stated is refused', () =>
    expect(() => read(kinds.label, 'x', 'S\ufffdo Paulo')).toThrow('csv.encoding'));

  it('with a control character is refused', () =>
    expect(() => read(kinds.label, 'x', 'a\u0000b')).toThrow('control character'));

  it('that is too long is refused', () =>
    expect(() => read(kinds.label, 'x', 'x'.repeat(201))).toThrow('at most 200 characters'));
});

describe('a date', () => {
  const given = { column: 'x', format: 'yyyy-MM-dd HH:mm' };

  it('is an instant with the offset of the zone', () =>
    expect(read(instant, given, '2024-05-01 10:00')).toBe('2024-05-01T10:00:00+09:00'));

  it('is a day where a day is asked for', () =>
    expect(read(calendarDate, given, '2024-05-01 23:59')).toBe('2024-05-01'));

  it('with an offset is the day that it was in the zone', () => {
    const zoned = { column: 'x', format: "yyyy-MM-dd'T'HH:mm:ssXXX" };
    expect(read(calendarDate, zoned, '2024-05-01T20:00:00Z')).toBe('2024-05-02');
  });

  it('of the mapping itself is written as in ISO 8601', () =>
    expect(read(instant, { ...given, fallback: { constant: '2016-10-01' } }, '')).toBe(
      '2016-10-01T00:00:00+09:00',
    ));

  it('that is none is refused by the form that it should have', () =>
    expect(() => read(instant, given, '2024-05-32 10:00')).toThrow(
      'lead.field: column x is no date of the form yyyy-MM-dd HH:mm',
    ));

  it('that the zone skipped is warned of', () => {
    const field = valueOf(instant, { ...around, zone: 'Europe/Berlin' })(given, 'm.yaml: lead.at');
    const row = rowOf({ x: '2024-03-31 02:30' });
    expect(field.read(row)).toBe('2024-03-31T03:30:00+02:00');
    expect(row.warnings).toEqual([
      {
        kind: 'time that the zone skipped',
        reason:
          'column x states a time that Europe/Berlin skipped that day; it was moved on to 2024-03-31T03:30:00+02:00',
      },
    ]);
  });
});
