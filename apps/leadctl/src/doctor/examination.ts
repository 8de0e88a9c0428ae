/** One line of the report: `failed` makes the exit code 1, `warning` does not. */
export interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'failed';
  readonly text: string;
}

export interface Check {
  readonly name: string;
  readonly run: () => Promise<Omit<Finding, 'name'>>;
}

const marks = { ok: 'ok      ', warning: 'warning ', failed: 'FAILED  ' } as const;

/** Runs the checks one after the other; one that cannot be made has failed. */
export async function* examine(checks: readonly Check[]): AsyncGenerator<Finding> {
  for (const { name, run } of checks) {
    try {
      yield { name, ...(await run()) };
    } catch (error) {
      yield { name, state: 'failed', text: `cannot be checked: ${(error as Error).message}` };
    }
  }
}

export function findingLine({ name, state, text }: Finding): string {
  return `${marks[state]}${name.padEnd(14)}${text}\n`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
