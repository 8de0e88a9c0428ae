import { stageTableMarkdown } from '@tasuki/lead';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const file = 'docs/lead-stages.md';

it(`${file} says what the code does`, () => {
  const written = readFileSync(join(__dirname, '../..', file), 'utf8');
  if (written !== stageTableMarkdown()) {
    throw new Error(`${file} is not what stageTable says: run \`npm run docs\` and commit it`);
  }
});
