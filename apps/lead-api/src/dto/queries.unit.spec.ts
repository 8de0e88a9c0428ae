import { languageOf } from './queries';

describe('the language of a timeline', () => {
  it.each([
    ['ja', 'ja'],
    ['ja-JP, en;q=0.8', 'ja'],
    ['en;q=0.8, ja', 'ja'],
    ['en-US,en;q=0.9,ja;q=0.8', 'en'],
    ['de, JA;q=0.1', 'ja'],
    ['ja;q=0', 'en'],
    ['ja, en', 'ja'],
    ['fr', 'en'],
    ['*', 'en'],
    ['japanese', 'en'],
    ['ja;q=2', 'en'],
    ['', 'en'],
  ])('accepting “%s” is %s', (accepted, language) =>
    expect(languageOf(undefined, accepted)).toBe(language),
  );

  it('is the one asked for, whatever is accepted; English when nothing is said', () => {
    expect(languageOf('en', 'ja')).toBe('en');
    expect(languageOf('ja', 'en')).toBe('ja');
    expect(languageOf(undefined, undefined)).toBe('en');
  });
});
