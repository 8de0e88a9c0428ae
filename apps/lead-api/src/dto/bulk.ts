import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import { type RuleContext } from '../fields';

export const bulkLimit = 1000;

const context: RuleContext = { allowed: `a list of 1 to ${bulkLimit} items` };
const options = { message: 'is no list of allowed length', context };

/** Items are checked one by one, so that one bad item does not refuse the others. */
export class BulkDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'object' },
    minItems: 1,
    maxItems: bulkLimit,
    description:
      'Each item as in the single route, with a `key` of its own: the same key again is the same command.',
  })
  @IsArray(options)
  @ArrayMinSize(1, options)
  @ArrayMaxSize(bulkLimit, options)
  items: unknown[];
}
