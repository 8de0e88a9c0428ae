import { pythonWith } from '../support/python';
import { python, requirements } from './examples';
import { subscriberContract } from './subscriber.contract';

describe('the consumer of docs/subscribing.md in Python', () => {
  subscriberContract(async () => ({ program: await pythonWith(requirements), args: [python] }));
});
