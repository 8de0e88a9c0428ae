import { InstantField, NoteField, SlugField } from '../fields';

/** An attempt to reach the lead; the first one of an MQL makes it `contacted`. */
export class ContactDto {
  @SlugField({ description: 'How.', example: 'phone' })
  channel: string;

  @SlugField({
    description: 'What came of it: connected, no_answer, left_message, refused, …',
    example: 'connected',
  })
  outcome: string;

  @NoteField()
  note?: string;

  @InstantField({ description: 'When; now if left out, at most 5 minutes ahead.', optional: true })
  occurredAt?: string;
}
