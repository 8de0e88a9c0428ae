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

export function health(): Health {
  const checks: HealthCheck[] = [];
  return {
    add: (check) => void checks.push(check),
    async problems() {
      const results = await Promise.all(
        checks.map(async (check) => ({ check: check.name, problem: await check.check() })),
      );
      return results.flatMap(({ check, problem }) =>
        problem === undefined ? [] : [{ check, problem }],
      );
    },
  };
}
