import { given, idOf, now } from './given-when-then.spec-support';
import { giveFeedback, recordActivity, retractActivity } from './lead.commands.spec-support';
import {
  activity,
  captured,
  recycled,
  retracted,
  sealed,
  storyOf,
} from './lead.events.spec-support';

describe('an activity', () => {
  it('is recorded with all that is known of it', () => {
    const seminar = {
      activityType: 'seminar_attended',
      asset: 'spring seminar',
      source: 'trade_fair',
      note: sealed('asked about prices'),
      occurredAt: '2026-04-20T10:00:00+09:00',
    };
    given(captured()).when(recordActivity(seminar)).then(activity(seminar));
  });

  it('happened now if nobody says when', () =>
    given(captured())
      .when(recordActivity())
      .then(activity({ occurredAt: now })));

  it('of a type that no rule knows is recorded all the same', () =>
    given(captured())
      .when(recordActivity({ activityType: 'waved_from_afar' }))
      .then(activity({ activityType: 'waved_from_afar' })));

  it('may happen twice', () =>
    given(captured(), activity()).when(recordActivity()).then(activity()));

  it('from an import is marked as such', () =>
    given(captured({ by: 'import' }))
      .when(recordActivity({ by: 'import' }))
      .then(activity({ by: 'import' })));
});

describe('retracting an activity', () => {
  it('says which and why', () =>
    given(captured(), activity(), activity())
      .when(retractActivity(idOf(2)))
      .then(retracted(idOf(2))));

  it('twice does nothing', () =>
    given(captured(), activity(), activity(), retracted(idOf(2)))
      .when(retractActivity(idOf(2)))
      .thenNothing());

  it('leaves the others to be retracted', () =>
    given(captured(), activity(), activity(), retracted(idOf(2)))
      .when(retractActivity(idOf(3)))
      .then(retracted(idOf(3))));

  it('of an earlier cycle is possible', () => {
    const [captured, ...rest] = storyOf.contacted;
    given(captured!, activity(), ...rest, recycled(2))
      .when(retractActivity(idOf(2)))
      .then(retracted(idOf(2)));
  });

  it('that this lead does not have is refused', () =>
    given(captured(), activity())
      .when(retractActivity(idOf(99)))
      .thenRefused('activity_not_found', { eventId: idOf(99) }));

  it('does not take an event of another type', () =>
    given(captured(), activity())
      .when(retractActivity(idOf(1)))
      .thenRefused('activity_not_found', { eventId: idOf(1) }));
});

describe('feedback', () => {
  it('is recorded each time it is given', () => {
    const feedback = {
      type: 'SalesFeedbackGiven',
      data: { rating: 4, note: sealed('knew what she wanted') },
    } as const;
    given(captured(), feedback).when(giveFeedback()).then(feedback);
  });
});
