import { runMain } from '@tasuki/platform';
import { leadctl } from './program';

runMain(async () => {
  const exitCode = await leadctl(process.argv.slice(2));
  if (exitCode !== undefined) process.exitCode = exitCode;
});
