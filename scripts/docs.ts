import { stageTableMarkdown } from '@tasuki/lead';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes the documentation that is made from code; tests hold the files to it. */
writeFileSync(join(__dirname, '../docs/lead-stages.md'), stageTableMarkdown());
