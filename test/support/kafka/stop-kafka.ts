/** Jest's globalTeardown of the kafka suite. */
export { stopKafka as default } from './start-kafka';
