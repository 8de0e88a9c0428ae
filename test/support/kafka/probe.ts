import { NoBroker } from './kafka-jars';
import { findBrokerSource } from './test-broker';

/** Run by scripts/check.js before the kafka suite: says on standard output why it cannot run here. */
findBrokerSource().catch((error: unknown) => {
  if (!(error instanceof NoBroker)) throw error;
  console.log(error.message);
});
