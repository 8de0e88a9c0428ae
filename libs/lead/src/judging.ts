import { type Definition } from '@tasuki/definition';
import { type Lead } from './lead';
import { type LeadContext } from './lead.decide';

/** The version by which a cycle is judged; before it has one, that in force now. */
export function judging(
  { cycle }: Pick<Lead, 'cycle'>,
  { definitions, now }: Pick<LeadContext, 'definitions' | 'now'>,
): Definition {
  return cycle.definition ? definitions.byRef(cycle.definition) : definitions.inForceAt(now);
}
