import { type PlainCommand } from '@tasuki/lead-service';
import {
  AmountField,
  CurrencyField,
  DateField,
  InstantField,
  IntegerField,
  NoteField,
  SlugField,
  TextField,
} from '../fields';
import { NestedField } from '../nested-fields';
import { InvalidInput } from '../problem';

export class MoneyDto {
  @AmountField({ description: 'As text, so that no reader rounds it.', example: '1200000' })
  amount: string;

  @CurrencyField({ description: 'ISO 4217.', example: 'JPY' })
  currency: string;
}

class ClosingDto {
  @DateField({ description: 'The day of the closing.', optional: true })
  closedOn?: string;

  @TextField({ description: 'What was offered.', example: 'Sash', max: 200, optional: true })
  product?: string;

  @InstantField({ description: 'When; at most 5 minutes ahead.', optional: true })
  occurredAt?: string;
}

export class WinDto extends ClosingDto {
  @NestedField(() => MoneyDto, { description: 'What the deal is worth.', optional: true })
  value?: MoneyDto;
}

export class LoseDto extends ClosingDto {
  @SlugField({ description: "A reason from your company's own list.", example: 'price' })
  reason: string;

  @NoteField()
  note?: string;

  @TextField({ description: 'To whom.', example: 'Hayate Ltd', max: 200, optional: true })
  competitor?: string;
}

/** What the customer turned out to be worth: said again whenever it is known better. */
export class CustomerValueDto {
  @NestedField(() => MoneyDto, { description: 'Lifetime value so far.', optional: true })
  lifetimeValue?: MoneyDto;

  @DateField({ description: 'The day on which the customer left.', optional: true })
  churnedOn?: string;

  @DateField({ description: 'The day of which this is true.', example: '2026-12-31' })
  asOf: string;
}

export function customerValueCommand(dto: CustomerValueDto): PlainCommand {
  if (dto.lifetimeValue === undefined && dto.churnedOn === undefined) {
    const allowed = 'at least one of lifetimeValue and churnedOn';
    throw new InvalidInput([{ path: '', message: 'says nothing of the customer', allowed }]);
  }
  return { type: 'RecordCustomerValue', ...dto };
}

/** What sales thinks of the lead, for marketing to learn from. */
export class FeedbackDto {
  @IntegerField({ description: '1 (useless) to 5 (excellent).', example: 4, min: 1, max: 5 })
  rating: number;

  @NoteField()
  note?: string;
}
