import { stageTableMarkdown } from '@tasuki/lead';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorsMarkdown } from '../apps/lead-api/src/errors-markdown';

/** Writes the documentation that is made from code; tests hold the files to it. */
const docs = join(__dirname, '../docs');
writeFileSync(join(docs, 'lead-stages.md'), stageTableMarkdown());
writeFileSync(join(docs, 'errors.md'), errorsMarkdown());
