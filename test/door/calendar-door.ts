import { randomUUID } from 'node:crypto';
import { type Answer, type Door, type DoorRequest } from '../support/door';
import { expectProblem } from './expect-problem';

type Headers = DoorRequest['headers'];

/** The door, as whoever reads and keeps calendars comes to it. */
export function calendarDoor(door: () => Door) {
  return {
    /** Of a calendar that nobody made yet. */
    anId: () => `office-${randomUUID()}`,
    get: (path: string, headers: Headers = {}) =>
      door().as('sales', { method: 'GET', path, headers }),
    put: (id: string, body: unknown, headers: Headers = {}) =>
      door().as('admin', { method: 'PUT', path: `/v1/calendars/${id}`, body, headers }),
    head: () => door().runtime.store.head(),
  };
}

/** Of the input, with these in this order and no others. */
export function expectErrors(answer: Answer, ...errors: readonly object[]): void {
  expectProblem(answer, 400, 'invalid_input');
  expect(answer.body.errors).toMatchObject(errors);
}
