import { isEmailAddress } from './email-address';

it.each(['aiko@example.jp', 'a.b+c@mail.example.co.jp', 'あ@例え.jp'])('%s is one', (text) =>
  expect(isEmailAddress(text)).toBe(true),
);

it.each([
  '',
  'aiko',
  '@example.jp',
  'aiko@',
  'a@b@c',
  'Aiko <aiko@example.jp>',
  'a@example.jp, b@example.jp',
  'a@example.jp;b@example.jp',
  'a@example.jp\r\nBcc: b@example.jp',
  'a@example.jp\n',
  'a\u0000@example.jp',
  'a b@example.jp',
  '"a b"@example.jp',
  'group:a@example.jp',
  `${'a'.repeat(65)}@example.jp`,
])('%j is none', (text) => expect(isEmailAddress(text)).toBe(false));
