import { StartupError } from '@tasuki/platform';

/** Reads one place of a mapping; `undefined` is a key that is not there. */
export type Reader<T> = (given: unknown, path: string) => T;

/** @throws StartupError that names the place, the problem and what is allowed */
export function refuseMapping(path: string, problem: string): never {
  throw new StartupError(`${path} ${problem}.`);
}

export function below(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path.endsWith(':') ? `${path} ${key}` : `${path}.${key}`;
}

/** A section with exactly these keys; a key that is none of them is refused. */
export function fields<T extends Readonly<Record<string, Reader<unknown>>>>(
  readers: T,
): Reader<{ readonly [K in keyof T]: ReturnType<T[K]> }> {
  return (given, path) => {
    const section = asObject(given, path);
    const allowed = Object.keys(readers);
    const unknown = Object.keys(section).find((key) => !allowed.includes(key));
    if (unknown !== undefined) {
      refuseMapping(below(path, unknown), `is not known; allowed here: ${allowed.join(', ')}`);
    }
    const read = allowed.map((key) => [key, readers[key]!(section[key], below(path, key))]);
    return Object.fromEntries(read) as { [K in keyof T]: ReturnType<T[K]> };
  };
}

export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (given, path) => (given === undefined ? undefined : reader(given, path));
}

export function listOf<T>(reader: Reader<T>): Reader<readonly T[]> {
  return (given, path) => {
    if (!Array.isArray(given)) refuseMapping(path, missingOr(given, 'must be a list'));
    return (given as unknown[]).map((item, index) => reader(item, below(path, index)));
  };
}

/** Keys that the mapping's author chooses. */
export function recordOf<T>(reader: Reader<T>): Reader<ReadonlyMap<string, T>> {
  return (given, path) =>
    new Map(
      Object.entries(asObject(given, path)).map(([key, value]) => [
        key,
        reader(value, below(path, key)),
      ]),
    );
}

export const anything: Reader<unknown> = (given) => given;

/** Text; numbers and booleans as they are written. */
export const text: Reader<string> = (given, path) => {
  if (typeof given === 'number' || typeof given === 'boolean') return String(given);
  if (typeof given !== 'string') refuseMapping(path, missingOr(given, 'must be text'));
  return given;
};

/** A name; not blank. */
export const name: Reader<string> = (given, path) => {
  const read = text(given, path).trim();
  return read === '' ? refuseMapping(path, 'is blank; state a name') : read;
};

export const textOrNull: Reader<string | null> = (given, path) =>
  given === null ? null : text(given, path);

export const flag: Reader<boolean> = (given, path) => {
  if (typeof given !== 'boolean') refuseMapping(path, missingOr(given, 'must be true or false'));
  return given;
};

function asObject(given: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    refuseMapping(path, missingOr(given, 'must be a section of keys'));
  }
  return given as Readonly<Record<string, unknown>>;
}

function missingOr(given: unknown, problem: string): string {
  return given === undefined ? `is missing; it ${problem}` : problem;
}
