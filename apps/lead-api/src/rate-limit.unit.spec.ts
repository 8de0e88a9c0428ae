import { fixedWindow } from './rate-limit';

describe('the window of requests', () => {
  let at = 0;
  const storage = fixedWindow(() => at);
  const hit = (subject: string) => storage.increment(subject, 10_000, 3, 0, 'default');

  it('blocks what is over the limit until it ends, each subject by itself', async () => {
    for (let count = 1; count <= 3; count += 1) {
      expect(await hit('aiko')).toMatchObject({ totalHits: count, isBlocked: false });
    }
    at = 4_001;
    expect(await hit('aiko')).toMatchObject({ isBlocked: true, timeToBlockExpire: 6 });
    expect(await hit('ren')).toMatchObject({ isBlocked: false });
    at = 10_000;
    expect(await hit('aiko')).toMatchObject({ totalHits: 1, isBlocked: false });
  });
});
