import { Type } from 'typebox';
import {
  bySales,
  Cycle,
  Day,
  defineMessage,
  DefinitionRef,
  Name,
  Slug,
  StageChange,
} from './define-message';

/** The amount as a decimal string, so that no reader rounds it; the currency by ISO 4217. */
const Money = Type.Object({ amount: Type.String(), currency: Type.String() });
const definition = Type.Optional(DefinitionRef);

/** What became of it. */
export const dealMessages = {
  DealWon: defineMessage(
    'deal-won.v1',
    'The lead became a customer.',
    {
      stage: StageChange,
      cycle: Cycle,
      definition,
      value: Type.Optional(Money),
      closedOn: Type.Optional(Day),
      product: Type.Optional(Name),
    },
    {
      ...bySales,
      stage: { from: 'accepted', to: 'won' },
      cycle: 1,
      value: { amount: '1200000', currency: 'JPY' },
      closedOn: '2026-11-20',
      product: 'Starter',
    },
  ),
  DealLost: defineMessage(
    'deal-lost.v1',
    'The deal came to nothing.',
    {
      stage: StageChange,
      cycle: Cycle,
      definition,
      reason: Slug,
      closedOn: Type.Optional(Day),
      product: Type.Optional(Name),
      competitor: Type.Optional(Name),
    },
    {
      ...bySales,
      stage: { from: 'accepted', to: 'lost' },
      cycle: 1,
      reason: 'price',
      competitor: 'Acme',
    },
  ),
  DealOutcomeCorrected: defineMessage(
    'deal-outcome-corrected.v1',
    'The outcome was recorded by mistake: the deal is open again.',
    { stage: StageChange, cycle: Cycle, definition, reason: Slug },
    { ...bySales, stage: { from: 'won', to: 'accepted' }, cycle: 1, reason: 'typo' },
  ),
  CustomerValueRecorded: defineMessage(
    'customer-value-recorded.v1',
    'What the customer has been worth so far, as of a day.',
    {
      cycle: Cycle,
      asOf: Day,
      lifetimeValue: Type.Optional(Money),
      churnedOn: Type.Optional(Day),
    },
    {
      ...bySales,
      cycle: 1,
      asOf: '2026-10-31',
      lifetimeValue: { amount: '3600000', currency: 'JPY' },
    },
  ),
};
