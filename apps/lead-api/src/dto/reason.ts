import { NoteField, SlugField } from '../fields';

/** Why a step is taken; many commands say nothing more. */
export class ReasonDto {
  @SlugField({ description: "A reason from your company's own list.", example: 'no_budget' })
  reason: string;

  @NoteField()
  note?: string;
}
