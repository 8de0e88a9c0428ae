import { openTestLog } from '../../testing/lead-consuming';
import { openConsumer } from '../../testing/member';
import { leadConsumerContract } from '../inbox/lead-consumer.contract';

describe('consumers without Kafka', () => {
  leadConsumerContract(async () => {
    const log = await openTestLog();
    return {
      log,
      openStream: () => openConsumer({ kind: 'in-process', url: log.url }),
      publish: (told) => log.append(told),
      close: () => log.close(),
    };
  });
});
