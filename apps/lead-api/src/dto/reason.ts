import { SlugField, TextField } from '../fields';

/** Why a step is taken; many commands say nothing more. */
export class ReasonDto {
  @SlugField({ description: "A reason from your company's own list.", example: 'no_budget' })
  reason: string;

  @TextField({ description: 'Free text; kept sealed.', max: 4000, optional: true })
  note?: string;
}
