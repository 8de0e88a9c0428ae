import { type EventStore } from '@tasuki/event-store';
import { type PeopleFile } from '@tasuki/people';
import { type Health } from '@tasuki/platform';
import { listParked } from '@tasuki/read-models';
import { deadLetters } from '@tasuki/streaming';
import { type Pool } from 'pg';

/** What every process checks of itself. */
export function addHealthChecks(
  health: Health,
  {
    pool,
    log,
    people,
  }: { readonly pool: Pool; readonly log: EventStore; readonly people: PeopleFile },
): void {
  health.add({
    name: 'database',
    check: () =>
      log.head().then(
        () => undefined,
        () => 'the database does not answer',
      ),
  });
  health.add({
    name: 'people',
    isWarning: true,
    async check() {
      const problem = await people.problem();
      return problem && `the last edit of the file of people is not taken: ${problem}`;
    },
  });
  health.add({
    name: 'parking',
    isWarning: true,
    async check() {
      const parked = await listParked(pool);
      if (parked.length === 0) return undefined;
      const targets = [...new Set(parked.map(({ target }) => target))].join(', ');
      return `${parked.length} parked in ${targets}; see leadctl parked list`;
    },
  });
  health.add({
    name: 'dead letters',
    isWarning: true,
    async check() {
      const found = [...(await deadLetters(pool))].filter(([, count]) => count > 0);
      if (found.length === 0) return undefined;
      const counts = found.map(([group, count]) => `${count} of ${group}`).join(', ');
      return `${counts}; see leadctl dead-letters list`;
    },
  });
}
