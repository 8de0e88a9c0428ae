import startPostgres, { stopPostgres } from '../start-postgres';
import { startTestBroker, type TestBroker } from './test-broker';

let broker: TestBroker | undefined;

/** Jest's globalSetup of the kafka suite: one broker for all test files, and the int suite's PostgreSQL. */
export default async function startKafka(): Promise<void> {
  [broker] = await Promise.all([startTestBroker(), startPostgres()]);
  process.env.TASUKI_TEST_KAFKA = broker.address;
}

/** For globalTeardown, which Jest runs in the same process, also after failed tests. */
export async function stopKafka(): Promise<void> {
  await Promise.all([broker?.stop(), stopPostgres()]);
}
