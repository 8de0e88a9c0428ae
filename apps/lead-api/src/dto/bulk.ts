import { ApiProperty } from '@nestjs/swagger';
import { InvalidInput } from '../problem';

const bulkLimit = 1000;

/** For the documentation; see {@link bulkItems}. */
export class BulkDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'object' },
    minItems: 1,
    maxItems: bulkLimit,
    description:
      'Each item as in the single route, with a `key` of its own: the same key again is the same command.',
  })
  items: unknown[];
}

/**
 * The items of a bulk request, unlooked at: they are checked one by one, so that one bad item does
 * not refuse the others.
 * @throws InvalidInput when the body is not an object with `items` alone
 */
export function bulkItems(body: unknown): readonly unknown[] {
  const fields = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  const extra = fields.find((field) => field !== 'items');
  if (extra !== undefined) {
    throw new InvalidInput([{ path: extra, message: 'is not a field of this request' }]);
  }
  const items = fields.length === 1 ? (body as BulkDto).items : undefined;
  if (!Array.isArray(items) || items.length === 0 || items.length > bulkLimit) {
    const allowed = `a list of 1 to ${bulkLimit} items`;
    throw new InvalidInput([{ path: 'items', message: 'is no list of allowed length', allowed }]);
  }
  return items;
}
