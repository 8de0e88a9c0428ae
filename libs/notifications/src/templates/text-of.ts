import { type Language } from '@tasuki/lead';
import * as english from './en';
import { type EventType, type Facts, type Template, type Text } from './facts';
import * as japanese from './ja';

const templates: Readonly<Record<Language, Template>> = {
  en: english.textOf,
  ja: japanese.textOf,
};

/** What somebody who reads this language is told: what happened, to which lead, what to do by when. */
export function textOf(type: EventType, facts: Facts, language: Language): Text {
  return templates[language](type, facts);
}
