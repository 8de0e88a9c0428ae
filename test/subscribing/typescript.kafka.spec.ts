import { typescript } from './examples';
import { subscriberContract } from './subscriber.contract';

describe('the consumer of docs/subscribing.md in TypeScript', () => {
  /** Of a file without a package.json, and of kafkajs 2.2.4 on this Node. */
  const known = ['MODULE_TYPELESS_PACKAGE_JSON', 'TimeoutNegativeWarning'];
  const quiet = known.map((warning) => `--disable-warning=${warning}`);
  subscriberContract(async () => ({ program: process.execPath, args: [...quiet, typescript] }));
});
