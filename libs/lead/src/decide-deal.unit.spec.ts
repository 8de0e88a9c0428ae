import { given } from './given-when-then.spec-support';
import {
  correctOutcome,
  loseDeal,
  recordCustomerValue,
  winDeal,
} from './lead.commands.spec-support';
import { corrected, lost, sealed, storyOf, won } from './lead.events.spec-support';

const closing = { product: 'Sash Pro', closedOn: '2026-04-30' };
const value = { amount: '1200000', currency: 'JPY' };

describe('a deal', () => {
  it('is won with its amount, product and date', () => {
    const deal = { ...closing, value, occurredAt: '2026-04-30T17:00:00+09:00' };
    given(...storyOf.accepted)
      .when(winDeal(deal))
      .then(won(deal));
  });

  it('is won when no more is known', () =>
    given(...storyOf.accepted)
      .when(winDeal())
      .then(won()));

  it('is lost for a reason, maybe to somebody', () => {
    const deal = { ...closing, reason: 'features', note: sealed('wanted SSO'), competitor: 'Obi' };
    given(...storyOf.accepted)
      .when(loseDeal(deal))
      .then(lost(deal));
  });
});

describe('an outcome', () => {
  it.each(['won', 'lost'] as const)('that was %s by mistake is corrected', (stage) =>
    given(...storyOf[stage])
      .when(correctOutcome({ note: sealed('mixed up two companies') }))
      .then(corrected({ note: sealed('mixed up two companies') })),
  );

  it('that was corrected can be decided again', () =>
    given(...storyOf.won, corrected())
      .when(loseDeal())
      .then(lost()));
});

describe('customer value', () => {
  it('is recorded as of a day, with churn if there was any', () => {
    const worth = { lifetimeValue: value, churnedOn: '2026-03-31', asOf: '2026-04-30' };
    given(...storyOf.won)
      .when(recordCustomerValue(worth))
      .then({ type: 'CustomerValueRecorded', data: { cycle: 1, ...worth } });
  });
});
