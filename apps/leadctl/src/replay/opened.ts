import { type PersonalData } from '@tasuki/personal-data';

/** Puts plain text in the place of sealed text. */
export type Open = <T>(data: T) => T;

const personalFields = ['name', 'email', 'phone', 'note'] as const;
type PersonalField = (typeof personalFields)[number];

/** For a person who may read it. What was erased reads so. */
export async function opener(people: PersonalData, leadId: string): Promise<Open> {
  const vault = await people.vault(leadId);
  const plain = (field: PersonalField, sealed: string) =>
    vault === undefined ? '(erased)' : vault.open(field, sealed);

  function opened(value: unknown, key: string): unknown {
    if (Array.isArray(value)) return value.map((item) => opened(item, key));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, opened(v, k)]));
    }
    const field = personalFields.find((name) => name === key);
    const isSealed = typeof value === 'string' && value.startsWith('sealed.');
    return isSealed && field !== undefined ? plain(field, value) : value;
  }
  return <T>(data: T) => opened(data, '') as T;
}

/** What an event's data says in personal fields, once opened. */
export function personalText(data: unknown, path = ''): readonly string[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data as Record<string, unknown>).flatMap(([key, value]) => {
    const here = path === '' || path === 'person' ? key : `${path} ${key}`;
    const isPersonal = typeof value === 'string' && isPersonalIn(path, key);
    return isPersonal ? [`${here}: ${value}`] : personalText(value, key);
  });
}

/** A company has a name too, and that is nobody's. */
function isPersonalIn(path: string, key: string): boolean {
  return key === 'note' || (path === 'person' && personalFields.some((name) => name === key));
}
