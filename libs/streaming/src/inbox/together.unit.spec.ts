import { together } from './together';

it('asks once for what batches ask at the same time, and tells each', async () => {
  const questions: (readonly number[])[] = [];
  const odd = together((all: readonly number[]) => {
    questions.push(all);
    return Promise.resolve(new Set(all.filter((one) => one % 2 === 1)));
  });
  const answers = await Promise.all([odd([1, 2]), odd([3]), odd([4, 5])]);
  expect(questions).toEqual([[1, 2, 3, 4, 5]]);
  for (const answer of answers) expect(answer).toEqual(new Set([1, 3, 5]));
});

it('fails every batch of a question that failed, and answers the next', async () => {
  let isAway = true;
  const known = together((all: readonly number[]) =>
    isAway ? Promise.reject(new Error('away')) : Promise.resolve(all.length),
  );
  await expect(Promise.allSettled([known([1]), known([2])])).resolves.toMatchObject([
    { status: 'rejected', reason: { message: 'away' } },
    { status: 'rejected', reason: { message: 'away' } },
  ]);
  isAway = false;
  await expect(known([3])).resolves.toBe(1);
});
