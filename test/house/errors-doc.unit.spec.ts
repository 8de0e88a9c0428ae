import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCodes } from '../../apps/lead-api/src/errors';
import { errorsMarkdown } from '../../apps/lead-api/src/errors-markdown';

const root = join(__dirname, '../..');
const file = 'docs/errors.md';

it(`${file} says what the code does`, () => {
  if (readFileSync(join(root, file), 'utf8') !== errorsMarkdown()) {
    throw new Error(`${file} is not what the catalogue says: run \`npm run docs\` and commit it`);
  }
});

describe('the catalogue of errors', () => {
  const catalogue = ['apps/lead-api/src/errors.ts', 'libs/domain/src/refusal-codes.ts'];
  const isProduct = (path: string) =>
    !/\.(spec|spec-support|contract)\.ts$/.test(path) && !catalogue.includes(path);
  const source = globSync('{apps,libs}/*/src/**/*.ts', { cwd: root })
    .filter(isProduct)
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n')
    .replace(/\/\*\*.*?\*\//gs, '');

  it('has every code that is refused with or answered', () => {
    const calls = source.matchAll(/\b(?:refuse|problem|problemFor)\(\s*(?:[^()',]+,\s*)?'(\w+)'/g);
    const used = [...calls].map(([, code]) => code!);
    expect(used).toEqual(expect.arrayContaining(['lead_not_found', 'invalid_input', 'forbidden']));
    expect(used.filter((code) => !(errorCodes as string[]).includes(code))).toEqual([]);
  });

  it('has no code that nothing produces', () => {
    expect(errorCodes.filter((code) => !source.includes(`'${code}'`))).toEqual([]);
  });
});
