import { pause } from './pause';

/** Says what keeps a process from doing its work. */
export interface HealthCheck {
  readonly name: string;
  /** `undefined` when all is well, else one sentence. */
  check(): Promise<string | undefined> | string | undefined;
}

/** The checks of one process; each module adds its own. */
export interface Health {
  add(check: HealthCheck): void;
  /** Nothing when the process can do all its work. */
  problems(): Promise<readonly { readonly check: string; readonly problem: string }[]>;
}

const patienceMs = 2_000;

/** Whoever asks for health must get an answer, also from a process that is stuck. */
async function silence(): Promise<string> {
  await pause(patienceMs);
  return `does not answer within ${patienceMs} ms`;
}

export function health(): Health {
  const checks: HealthCheck[] = [];
  return {
    add: (check) => void checks.push(check),
    async problems() {
      const results = await Promise.all(
        checks.map(async (check) => ({
          check: check.name,
          problem: await Promise.race([check.check(), silence()]),
        })),
      );
      return results.flatMap(({ check, problem }) =>
        problem === undefined ? [] : [{ check, problem }],
      );
    },
  };
}
