import { NoPython, pythonWith } from '../support/python';
import { requirements } from './examples';

/** Run by scripts/check.js before the kafka suite: says on standard output why Python cannot be had. */
pythonWith(requirements).catch((error: unknown) => {
  if (!(error instanceof NoPython)) throw error;
  console.log(error.message);
});
