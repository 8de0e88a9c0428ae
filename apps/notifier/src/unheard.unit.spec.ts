import { unheard } from './unheard';

const assignee = { to: 'assignee' } as const;
const sales = { to: { department: 'sales' } } as const;
const marketing = { to: { department: 'marketing' } } as const;
const others = [
  { to: 'channel' },
  { to: [{ address: 'sales@example.com', language: 'ja' }] },
] as const;
const seller = { department: 'sales' } as const;

it.each([
  [[assignee], 'rules tell assignees, and there is no file of people'],
  [[sales, sales], 'rules tell everybody of sales, and there is no file of people'],
  [
    [assignee, sales],
    'rules tell assignees and everybody of sales, and there is no file of people',
  ],
])('whom rules tell cannot be found without people', (rules, sentence) => {
  expect(unheard([...others, ...rules], [])).toBe(sentence);
});

it('a department of which nobody is among the people is named', () => {
  expect(unheard([assignee, sales, marketing, ...others], [seller])).toBe(
    'rules tell everybody of marketing, and the file of people has nobody of that department',
  );
});

it('nothing is said where everybody can be found, or nobody is looked for', () => {
  expect(unheard([assignee, sales, ...others], [seller])).toBeUndefined();
  expect(unheard(others, [])).toBeUndefined();
});
