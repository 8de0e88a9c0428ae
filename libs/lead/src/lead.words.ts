import { departments } from '@tasuki/domain';
import { type LeadEvent } from './lead.events';
import * as english from './lead.words.en';
import * as japanese from './lead.words.ja';

export const languages = ['en', 'ja'] as const;
export type Language = (typeof languages)[number];

const words = { en: english, ja: japanese } as const;

/** What an event says, and why, in a few words. Sealed text is named, never shown. */
export function describe(event: LeadEvent, language: Language = 'en'): string {
  return words[language].describe(event);
}

/** A department that Tasuki does not know keeps the name that it has. */
export function departmentName(department: string, language: Language): string {
  const known = departments.find((each) => each === department);
  return known === undefined ? department : words[language].departments[known];
}
