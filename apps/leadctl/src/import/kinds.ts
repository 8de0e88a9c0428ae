import { Label, Money, Slug } from '@tasuki/domain';
import { seniorities, type Seniority, type Stage, stages } from '@tasuki/lead';
import { isEmail } from 'class-validator';
import { Compile } from 'typebox/compile';
import { type Kind, kindOf } from './value';
import { flag, name, optional, text } from './yaml';

const slugCheck = Compile(Slug);
const labelCheck = Compile(Label);
const currencyCheck = Compile(Money.properties.currency);
const amountCheck = Compile(Money.properties.amount);

/** All but the white space that several lines of text are made of. */
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

function textOf(what: string, isFit: (text: string) => boolean): Kind<string> {
  return kindOf({}, () => (text, { fail }) => {
    if (text.includes('\ufffd')) fail('is not in the encoding that csv.encoding states');
    if (controls.test(text)) fail('holds a control character');
    return isFit(text) ? text : fail(`is not ${what}`);
  });
}

const atMost = (max: number) => textOf(`text of at most ${max} characters`, (t) => t.length <= max);

/** A column that only has to state something. */
export const anyText: Kind<string> = kindOf({}, () => (text) => text);

export const label = textOf('text of at most 200 characters', (text) => labelCheck.Check(text));
export const personName = atMost(200);
export const phone = atMost(50);
export const website = atMost(500);
export const currency = textOf('a currency such as EUR', (text) => currencyCheck.Check(text));
export const email = textOf('an e-mail address', (text) =>
  isEmail(text, { allow_utf8_local_part: true }),
);

/** Normalised as identities are, so that a command id does not depend on how it is written. */
export const externalId: Kind<string> = kindOf({}, (_, place) => {
  const read = label.reading({}, place);
  return (text, notes) =>
    /\s/.test(text.replaceAll(' ', ''))
      ? notes.fail('holds a line break or a tab')
      : read(text.normalize('NFC'), notes);
});

/** With `slugify`, any text is made one: accents dropped, what is no letter or digit becomes `_`. */
export const slug: Kind<string> = kindOf(
  { slugify: optional(flag) },
  ({ slugify = false }) =>
    (text, { fail }) => {
      const made = slugify ? slugified(text) : text;
      if (slugCheck.Check(made)) return made;
      return fail(
        slugify
          ? 'has no letter or digit to make a slug of; name its texts under values'
          : 'is no slug (a-z, 0-9, _, . and -); set slugify, or name its texts under values',
      );
    },
);

function slugified(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+/, '')
    .slice(0, 64)
    .replace(/_+$/, '');
}

function choiceOf<T extends string>(choices: readonly T[]): Kind<T> {
  return kindOf(
    {},
    () =>
      (text, { fail }) =>
        choices.find((choice) => choice === text) ?? fail(`is none of ${choices.join(', ')}`),
  );
}

export const stage: Kind<Stage> = choiceOf(stages);
export const seniority: Kind<Seniority> = choiceOf(seniorities);

const numberOptions = {
  zeroMeansNotStated: optional(flag),
  /** The sign before the decimals; a point when left out. */
  decimal: optional(name),
  /** The sign between thousands; none when left out. */
  thousands: optional(text),
};

function numberOf<T>(what: string, fit: (digits: string) => T | undefined): Kind<T> {
  return kindOf(
    numberOptions,
    ({ zeroMeansNotStated = false, decimal = '.', thousands = '' }) =>
      (text, { fail }) => {
        const digits = text.replaceAll(thousands, '').replace(decimal, '.');
        if (zeroMeansNotStated && /^-?0+(\.0+)?$/.test(digits)) return undefined;
        return fit(digits) ?? fail(`is not ${what}`);
      },
  );
}

export const headcount = numberOf('a whole number from 1 to 100000000', (digits) => {
  const count = /^\d{1,9}(\.0+)?$/.test(digits) ? Number(digits) : 0;
  return count >= 1 && count <= 100_000_000 ? count : undefined;
});

export const amount = numberOf('an amount with at most 4 decimals', (digits) =>
  amountCheck.Check(digits) ? digits : undefined,
);
