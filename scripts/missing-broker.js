'use strict';
/** Whether the kafka suite can run here. */
const { globSync } = require('node:fs');
const { join } = require('node:path');
const { probe } = require('./probe');

const root = join(__dirname, '..');

/** What to install for a Kafka broker; `undefined` where one can be had. */
function missingBroker() {
  return probe('test/support/kafka/probe.ts');
}

/** The test files that need one. */
function kafkaTestFiles() {
  return globSync('{apps,libs,test}/**/*.kafka.spec.ts', { cwd: root }).sort();
}

module.exports = { kafkaTestFiles, missingBroker };
