import { type Health, type HealthReport, pause } from '@tasuki/platform';

const patienceMs = 10_000;

/**
 * Waits a little until everything is ready, which takes longer only when read models are built
 * again after an update. @returns what is still missing then
 */
export async function settled(health: Health): Promise<HealthReport['problems']> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const { problems } = await health.report();
    if (problems.length === 0 || performance.now() > deadline) return problems;
    await pause(20);
  }
}
