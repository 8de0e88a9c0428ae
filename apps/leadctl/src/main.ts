import { runMain } from '@tasuki/platform';
import { endWithReaders } from './closed-pipe';
import { leadctl } from './program';

endWithReaders();
runMain(async () => {
  const exitCode = await leadctl(process.argv.slice(2));
  if (exitCode !== undefined) process.exitCode = exitCode;
});
