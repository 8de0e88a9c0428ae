import { type Department } from '@tasuki/domain';
import { type AssignmentRule } from './assignment-rule';
import { choose, type HandedOver } from './choose';
import { type Person } from './person';
import { Turns } from './turns';

const person = (subject: string, department: Department, capacity = 1): Person => ({
  subject,
  name: subject,
  department,
  address: `${subject}@example.jp`,
  language: 'ja',
  capacity,
});
const people = [
  person('aiko', 'inside_sales', 2),
  person('ken', 'inside_sales'),
  person('ren', 'inside_sales', 0),
  person('mori', 'sales'),
];
const rule = (given: Partial<AssignmentRule> = {}): AssignmentRule => ({
  rule: 'everybody',
  handoff: 'mql',
  asks: {},
  to: 'department',
  ...given,
});
const mql: HandedOver = { handoff: 'mql', industry: 'machinery', region: 'kanto', channel: 'web' };
const chosen = (lead: HandedOver, ...rules: readonly AssignmentRule[]) =>
  choose(lead, { people, rules }, new Turns(new Map()))?.command;

describe('the rule that assigns a lead', () => {
  it('is the first one of its handoff whose every condition holds', () => {
    const east = rule({ rule: 'east', asks: { region: ['tohoku', 'kanto'] }, to: ['ken'] });
    const fair = rule({ rule: 'fair', asks: { region: ['kanto'], channel: ['fair'] } });
    const back = rule({ rule: 'back', handoff: 'return' });
    const command = {
      type: 'AssignByRule',
      handoff: 'mql',
      assignee: 'ken',
      rule: 'east',
      matched: { region: 'kanto' },
      turn: { capacity: 1, of: 1, people: 1 },
    };
    expect(chosen(mql, back, fair, east, rule())).toEqual(command);
    expect(chosen({ ...mql, channel: 'fair' }, fair, east)).toMatchObject({
      rule: 'fair',
      matched: { region: 'kanto', channel: 'fair' },
    });
  });

  it('does not take a lead of which it is not known what it asks for', () => {
    expect(chosen({ handoff: 'mql' }, rule({ asks: { industry: ['machinery'] } }))).toBeUndefined();
    expect(chosen({ handoff: 'mql' }, rule())).toMatchObject({ matched: {} });
  });

  it('gives to those of the department who have capacity, and says what their share is', () => {
    const turns = new Turns(new Map());
    const book = { people, rules: [rule()] };
    const all = Array.from({ length: 6 }, () => choose(mql, book, turns)!.command);
    expect(all.map(({ assignee }) => assignee).sort()).toEqual([
      ...['aiko', 'aiko', 'aiko', 'aiko', 'ken', 'ken'],
    ]);
    expect(all[0]!.turn).toEqual({ capacity: 2, of: 3, people: 2 });
    expect(chosen({ handoff: 'sql' }, rule({ handoff: 'sql' }))).toMatchObject({
      assignee: 'mori',
    });
  });

  it('is passed over while nobody of it has capacity', () => {
    const away = rule({ rule: 'away', to: ['ren'] });
    expect(chosen(mql, away)).toBeUndefined();
    expect(chosen(mql, away, rule())).toMatchObject({ rule: 'everybody' });
  });

  it('gives a returned lead to whoever had it, if they are still there', () => {
    const former = rule({ rule: 'former', handoff: 'return', to: 'former' });
    const others = rule({ rule: 'others', handoff: 'return' });
    const returned = (had?: string): HandedOver => ({
      handoff: 'return',
      ...(had !== undefined && { former: had }),
    });
    expect(chosen(returned('ken'), former, others)).toEqual({
      type: 'AssignByRule',
      handoff: 'return',
      assignee: 'ken',
      rule: 'former',
      matched: {},
    });
    for (const gone of ['ren', 'left', undefined]) {
      expect(chosen(returned(gone), former, others)).toMatchObject({ rule: 'others' });
    }
  });

  it('takes a turn back that came to nothing', () => {
    const turns = new Turns(new Map());
    const book = { people, rules: [rule({ to: ['aiko', 'ken'] })] };
    choose(mql, book, turns)!.takeBack();
    expect(choose(mql, book, turns)!.command.assignee).toBe('aiko');
  });
});
