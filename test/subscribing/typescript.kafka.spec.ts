import { typescript } from './examples';
import { subscriberContract } from './subscriber.contract';

describe('the consumer of docs/subscribing.md in TypeScript', () => {
  /** Of kafkajs 2.2.4 on this Node, as the text says. */
  const quiet = '--disable-warning=TimeoutNegativeWarning';
  subscriberContract(async () => ({ program: process.execPath, args: [quiet, typescript] }));
});
