import { ApiProperty } from '@nestjs/swagger';
import { KeyField } from '../fields';
import { InvalidInput } from '../problem';
import { BulkActivityDto } from './activity';
import { CaptureDto } from './capture';

const bulkLimit = 1000;

/** What stands for the `Idempotency-Key` of the single route. */
const keyOfItem = {
  description: 'Your name for this item: the same key again is the same command.',
  example: 'row-17',
};

export class KeyedCaptureDto extends CaptureDto {
  @KeyField(keyOfItem)
  key: string;
}

export class KeyedActivityDto extends BulkActivityDto {
  @KeyField(keyOfItem)
  key: string;
}

const bounds = { minItems: 1, maxItems: bulkLimit };

/** For the documentation; see {@link bulkItems}. */
export class BulkCapturesDto {
  @ApiProperty({ type: [KeyedCaptureDto], ...bounds, description: 'Each as in the single route.' })
  items: KeyedCaptureDto[];
}

/** For the documentation; see {@link bulkItems}. */
export class BulkActivitiesDto {
  @ApiProperty({ type: [KeyedActivityDto], ...bounds, description: 'Each names its lead.' })
  items: KeyedActivityDto[];
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
  const items = fields.length === 1 ? (body as { items: unknown }).items : undefined;
  if (!Array.isArray(items) || items.length === 0 || items.length > bulkLimit) {
    const allowed = `a list of 1 to ${bulkLimit} items`;
    throw new InvalidInput([{ path: 'items', message: 'is no list of allowed length', allowed }]);
  }
  return items;
}
