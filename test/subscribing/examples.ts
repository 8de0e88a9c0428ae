import { join } from 'node:path';

const folder = join(__dirname, '../../docs/examples');

/** The consumers of docs/subscribing.md, and what the one in Python needs. */
export const [typescript, python, requirements] = [
  join(folder, 'consumer.mts'),
  join(folder, 'consumer.py'),
  join(folder, 'requirements.txt'),
];
