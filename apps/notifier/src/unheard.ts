import { type NotificationRule } from '@tasuki/notifications';
import { type Person } from '@tasuki/people';

/** @returns whom rules tell and nobody can find among the people, in one sentence */
export function unheard(
  rules: readonly Pick<NotificationRule, 'to'>[],
  people: readonly Pick<Person, 'department'>[],
): string | undefined {
  const told = new Set(
    rules.flatMap(({ to }) => {
      if (to === 'assignee') return people.length === 0 ? ['assignees'] : [];
      if (typeof to !== 'object' || !('department' in to)) return [];
      const isThere = people.some(({ department }) => department === to.department);
      return isThere ? [] : [`everybody of ${to.department}`];
    }),
  );
  if (told.size === 0) return undefined;
  const why =
    people.length === 0
      ? 'there is no file of people'
      : 'the file of people has nobody of that department';
  return `rules tell ${[...told].join(' and ')}, and ${why}`;
}
