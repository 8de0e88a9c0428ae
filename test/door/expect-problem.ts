import { type Answer } from '../support/door';

/** RFC 9457, with this code. */
export function expectProblem(answer: Answer, status: number, code: string): void {
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.body).toMatchObject({ type: 'about:blank', status });
}
