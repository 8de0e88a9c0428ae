import { StartupError } from './startup-error';

const neededNode = 26;

/** Runs a process's main; what keeps it from starting is told in one sentence. */
export function runMain(main: () => Promise<void>): void {
  void (async () => {
    try {
      assertNode(process.versions.node);
      await main();
    } catch (error) {
      process.stderr.write(`${lastWords(error)}\n`);
      process.exitCode = 1;
      process.exit();
    }
  })();
}

/** What a process says of what keeps it from going on: of a StartupError its sentence, without a stack trace. */
export function lastWords(error: unknown): string {
  return error instanceof StartupError ? error.message : String((error as Error).stack);
}

/** An older Node starts the process and fails at its first `Temporal`: better to say so at once. */
export function assertNode(version: string): void {
  if (Number(version.split('.')[0]) >= neededNode) return;
  throw new StartupError(
    `Tasuki runs on Node ${neededNode} or newer, and this is Node ${version}; start it with npm start, which brings its own.`,
  );
}

/** A Ctrl-C reaches us twice, from the terminal and passed on by npm: that is one wish to stop. */
const sameWishMs = 2_000;

/** Resolves at the first SIGINT or SIGTERM; another one later ends the process at once. */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.on(name, () => {
        if (firstAt !== undefined && Date.now() - firstAt > sameWishMs) process.exit(130);
        firstAt ??= Date.now();
        resolve(name);
      });
    }
  });
}
