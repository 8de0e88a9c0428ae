import { pause } from './pause';

/** Says what keeps a process from doing its work. */
export interface HealthCheck {
  readonly name: string;
  /** `undefined` when all is well, else one sentence. */
  check(): Promise<string | undefined> | string | undefined;
  /** It is told, and the process counts as ready all the same. */
  readonly isWarning?: boolean;
}

export interface HealthProblem {
  readonly check: string;
  readonly problem: string;
}

export interface HealthReport {
  readonly status: 'ready' | 'not_ready';
  /** What keeps the process from doing all its work. */
  readonly problems: readonly HealthProblem[];
  /** What somebody should look at. */
  readonly warnings: readonly HealthProblem[];
}

/** The checks of one process; each module adds its own. */
export interface Health {
  add(check: HealthCheck): void;
  report(): Promise<HealthReport>;
}

const patienceMs = 2_000;

/** Whoever asks for health must get an answer, also from a process that is stuck. */
async function silence(signal: AbortSignal): Promise<string> {
  await pause(patienceMs, signal);
  return `does not answer within ${patienceMs} ms`;
}

export function health(): Health {
  const checks: HealthCheck[] = [];

  async function resultOf(check: HealthCheck): Promise<string | undefined> {
    const answered = new AbortController();
    const found = async () => check.check();
    try {
      return await Promise.race([found(), silence(answered.signal)]);
    } catch {
      return 'it cannot be checked';
    } finally {
      answered.abort();
    }
  }

  return {
    add: (check) => void checks.push(check),
    async report() {
      const found = await Promise.all(
        checks.map(async (check) => ({ check, problem: await resultOf(check) })),
      );
      const told = (isWarning: boolean): HealthProblem[] =>
        found.flatMap(({ check, problem }) =>
          problem === undefined || (check.isWarning ?? false) !== isWarning
            ? []
            : [{ check: check.name, problem }],
        );
      const problems = told(false);
      return {
        status: problems.length === 0 ? 'ready' : 'not_ready',
        problems,
        warnings: told(true),
      };
    },
  };
}
