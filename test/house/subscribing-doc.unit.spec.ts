import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const docs = join(__dirname, '../../docs');
const text = readFileSync(join(docs, 'subscribing.md'), 'utf8');
const blocks = [...text.matchAll(/^```\w*\n(.*?)^```$/gms)].map(([, block]) => block);

describe('docs/subscribing.md', () => {
  it.each(['consumer.mts', 'consumer.py', 'requirements.txt'])(
    'shows docs/examples/%s as it is',
    (name) => {
      expect(blocks).toContain(readFileSync(join(docs, 'examples', name), 'utf8'));
    },
  );
});
