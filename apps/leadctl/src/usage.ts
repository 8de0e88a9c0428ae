import { InvalidArgumentError } from 'commander';

/** Readers of option values; what they refuse is told in one sentence, exit code 2. */

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

export function oneOf<T extends string>(choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((each) => each === text);
    if (choice !== undefined) return choice;
    throw new InvalidArgumentError(`It must be one of ${choices.join(', ')}.`);
  };
}

/** For an option that may be given several times. */
export function oneOrMoreOf<T extends string>(
  choices: readonly T[],
): (text: string, before?: readonly T[]) => readonly T[] {
  const read = oneOf(choices);
  return (text, before = []) => [...before, read(text)];
}

export function matching(pattern: RegExp, allowed: string): (text: string) => string {
  return (text) => {
    if (pattern.test(text)) return text;
    throw new InvalidArgumentError(`It must be ${allowed}.`);
  };
}
