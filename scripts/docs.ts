import { contractBreaks, contractFiles } from '@tasuki/lead-messages';
import { stageTableMarkdown } from '@tasuki/lead';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorsMarkdown } from '../apps/lead-api/src/errors-markdown';

/** Writes the documentation that is made from code; tests hold the files to it. */
const docs = join(__dirname, '../docs');
writeFileSync(join(docs, 'lead-stages.md'), stageTableMarkdown());
writeFileSync(join(docs, 'errors.md'), errorsMarkdown());

/** What was published stays readable: a break is another message, `.v2`, beside the present one. */
const contract = join(docs, 'contract');
mkdirSync(contract, { recursive: true });
const released = readdirSync(contract).map(
  (name) => [name, readFileSync(join(contract, name), 'utf8')] as const,
);
const breaks = contractBreaks(new Map(released));
if (breaks.length > 0) throw new Error(`this breaks who reads messages:\n${breaks.join('\n')}`);
for (const [name, text] of contractFiles()) writeFileSync(join(contract, name), text);
