import { kafkaJars, NoBroker } from './kafka-jars';

/** Run before the kafka suite: says on standard output why a test cannot start a broker of its own here. */
kafkaJars().catch((error: unknown) => {
  if (!(error instanceof NoBroker)) throw error;
  console.log(error.message);
});
