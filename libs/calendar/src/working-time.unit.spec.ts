import { content, wall, weekOf } from './calendar.spec-support';
import { builtInCalendar } from './version-zero';

const office = wall(content());
const japan = wall(builtInCalendar('default')!.content);

describe('business hours', () => {
  it('go on after the weekend', () =>
    expect(office.add('2026-05-15 16:30', { hours: 1 })).toBe('2026-05-18 09:30'));

  it('end at the close of business, not at the next opening', () =>
    expect(office.add('2026-05-15 16:00', { hours: 1 })).toBe('2026-05-15 17:00'));

  it('begin at the opening when nobody works', () => {
    expect(office.add('2026-05-16 12:00', { hours: 2 })).toBe('2026-05-18 11:00');
    expect(office.add('2026-05-18 03:00', { hours: 2 })).toBe('2026-05-18 11:00');
  });

  it('are none where nothing is added', () =>
    expect(office.add('2026-05-16 12:00', { hours: 0 })).toBe('2026-05-16 12:00'));

  it('leave out the lunch break', () => {
    expect(japan.add('2026-05-12 11:30', { hours: 1 })).toBe('2026-05-12 13:30');
    expect(japan.between('2026-05-12 09:00', '2026-05-12 18:00')).toBe(8);
    expect(japan.between('2026-05-12 12:10', '2026-05-12 12:50')).toBe(0);
  });

  it('leave out holidays and weekends', () => {
    expect(japan.between('2026-05-01 09:00', '2026-05-08 09:00')).toBe(16);
    expect(japan.add('2026-05-01 17:00', { hours: 2 })).toBe('2026-05-07 10:00');
  });

  it('are 0 between an instant and an earlier one', () =>
    expect(office.between('2026-05-18 12:00', '2026-05-18 10:00')).toBe(0));

  it('are counted to the millisecond', () =>
    expect(office.between('2026-05-18 16:59:59.999', '2026-05-19 09:00:00.001')).toBe(
      2 / 3_600_000,
    ));

  it('reach years ahead', () => {
    expect(office.add('2026-01-01 09:00', { hours: 8 * 261 })).toBe('2026-12-31 17:00');
    expect(office.add('2026-01-05 09:00', { hours: 40 * 520 })).toBe('2035-12-21 17:00');
  });

  it('are listed as the pieces that they are', () =>
    expect(japan.intervals('2026-05-01 11:00', '2026-05-07 10:00')).toEqual([
      '2026-05-01 11:00 to 2026-05-01 12:00',
      '2026-05-01 13:00 to 2026-05-01 18:00',
      '2026-05-07 09:00 to 2026-05-07 10:00',
    ]));
});

describe('business days', () => {
  it('do not count the day on which they begin', () => {
    expect(office.days('2026-05-12 15:00', 3)).toBe('2026-05-15 17:00');
    expect(office.days('2026-05-12 08:00', 1)).toBe('2026-05-13 17:00');
    expect(office.days('2026-05-12 23:00', 1)).toBe('2026-05-13 17:00');
  });

  it('leave out the Golden Week, with the substitute for the Sunday', () =>
    expect(japan.days('2026-05-01 10:00', 3)).toBe('2026-05-11 18:00'));

  it('begin with Monday when the weekend has begun', () => {
    expect(office.days('2026-05-16 10:00', 1)).toBe('2026-05-18 17:00');
    expect(office.days('2026-05-15 18:00', 1)).toBe('2026-05-18 17:00');
  });

  it('end with the last interval of the day, however many there are', () => {
    const short = wall(
      content({ week: weekOf('08:00-10:00 14:00-20:00', { friday: '08:00-10:00' }) }),
    );
    expect(short.days('2026-05-13 09:00', 1)).toBe('2026-05-14 20:00');
    expect(short.days('2026-05-13 09:00', 2)).toBe('2026-05-15 10:00');
  });

  it('count the 29th of February', () => {
    expect(office.days('2028-02-28 10:00', 1)).toBe('2028-02-29 17:00');
    expect(office.days('2027-02-26 10:00', 1)).toBe('2027-03-01 17:00');
  });
});

describe('closes of business', () => {
  it('are counted behind the beginning, and with the end', () => {
    expect(office.closes('2026-05-12 10:00', '2026-05-13 15:00')).toBe(1);
    expect(office.closes('2026-05-12 17:00', '2026-05-13 17:00')).toBe(1);
    expect(office.closes('2026-05-12 16:59', '2026-05-13 17:00')).toBe(2);
    expect(office.closes('2026-05-15 18:00', '2026-05-18 09:00')).toBe(0);
  });

  it('follow one another', () => {
    expect(office.closesAfter('2026-05-15 17:00', 1)).toBe('2026-05-18 17:00');
    expect(office.closesAfter('2026-05-15 16:59', 2)).toBe('2026-05-18 17:00');
    expect(office.closesAfter('2026-05-16 16:59', 0)).toBe('2026-05-16 16:59');
  });
});

describe('the night shift', () => {
  const night = wall(
    content({
      week: weekOf('22:00-06:00'),
      holidays: [{ date: '2026-05-13', name: 'a day off' }],
    }),
  );

  it('belongs to the day on which it begins', () => {
    expect(night.between('2026-05-11 00:00', '2026-05-12 00:00')).toBe(2);
    expect(night.between('2026-05-12 00:00', '2026-05-13 12:00')).toBe(6 + 8);
    expect(night.between('2026-05-13 06:00', '2026-05-14 22:00')).toBe(0);
    expect(night.between('2026-05-16 00:00', '2026-05-18 00:00')).toBe(6);
  });

  it('is closed on the day after', () => {
    expect(night.days('2026-05-11 12:00', 1)).toBe('2026-05-13 06:00');
    expect(night.closes('2026-05-11 23:00', '2026-05-12 06:00')).toBe(1);
  });

  it('is gone on with by whoever begins in the middle of it', () =>
    expect(night.add('2026-05-12 05:00', { hours: 2 })).toBe('2026-05-12 23:00'));

  it('may reach into the beginning of the week', () => {
    const sunday = wall(content({ week: weekOf('09:00-17:00', { sunday: '23:00-02:00' }) }));
    expect(sunday.between('2026-05-17 22:00', '2026-05-18 10:00')).toBe(4);
  });
});

describe('around the clock', () => {
  const always = wall(
    content({
      zone: 'Europe/Berlin',
      week: weekOf('00:00-24:00', { saturday: '00:00-24:00', sunday: '00:00-24:00' }),
    }),
  );

  it('the hours of a day are as many as it has', () => {
    expect(always.between('2026-05-12 00:00', '2026-05-13 00:00')).toBe(24);
    expect(always.between('2026-03-29 00:00', '2026-03-30 00:00')).toBe(23);
    expect(always.between('2026-10-25 00:00', '2026-10-26 00:00')).toBe(25);
  });
});

describe('when the clocks change', () => {
  const week = weekOf('09:00-17:00', { sunday: '01:00-05:00' });

  it.each([
    ['Europe/Berlin', '2026-03-29', 3],
    ['Europe/Berlin', '2026-10-25', 5],
    ['America/New_York', '2026-03-08', 3],
    ['America/New_York', '2026-11-01', 5],
  ])('in %s on %s, one till five are %i hours', (zone, day, hours) => {
    const there = wall(content({ zone, week }));
    expect(there.between(`${day} 00:00`, `${day} 12:00`)).toBe(hours);
    expect(there.add(`${day} 00:00`, { hours })).toBe(`${day} 05:00`);
  });

  it('the hours of an office are what they are', () => {
    const berlin = wall(content({ zone: 'Europe/Berlin' }));
    expect(berlin.add('2026-03-27 16:30', { hours: 1 })).toBe('2026-03-30 09:30');
    expect(berlin.between('2026-10-23 09:00', '2026-10-26 17:00')).toBe(16);
  });

  it('time that is skipped has no length', () => {
    const skipped = wall(
      content({
        zone: 'Europe/Berlin',
        week: weekOf('', { sunday: '02:00-02:30 02:30-03:00 03:00-04:00' }),
      }),
    );
    expect(skipped.between('2026-03-29 00:00', '2026-03-29 12:00')).toBe(1);
    expect(skipped.intervals('2026-03-29 00:00', '2026-03-29 12:00')).toEqual([
      '2026-03-29 03:00 to 2026-03-29 04:00',
    ]);
  });

  it('time that comes twice is begun and ended at the first', () => {
    const twice = wall(
      content({ zone: 'Europe/Berlin', week: weekOf('', { sunday: '01:00-02:30 02:30-04:00' }) }),
    );
    expect(twice.between('2026-10-25 00:00', '2026-10-25 12:00')).toBe(4);
  });

  it('a day that a country skips is no working day', () => {
    const samoa = wall(content({ zone: 'Pacific/Apia' }));
    expect(samoa.between('2011-12-29 00:00', '2012-01-01 00:00')).toBe(8);
    expect(samoa.days('2011-12-28 12:00', 2)).toBe('2012-01-02 17:00');
    expect(samoa.add('2011-12-29 16:00', { hours: 2 })).toBe('2012-01-02 10:00');
  });
});

describe('the horizon', () => {
  it('is the last day on which holidays are known', () => {
    const known = wall(content({ zone: 'Asia/Tokyo', horizon: '2027-12-31' }));
    expect(known.isBeyondHorizon('2027-12-31 23:59')).toBe(false);
    expect(known.isBeyondHorizon('2028-01-01 00:00')).toBe(true);
  });
});
