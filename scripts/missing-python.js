'use strict';
/** Whether the consumer in Python of docs/subscribing.md can run here. */
const { probe } = require('./probe');

/** What to install for Python; `undefined` where it can be had. */
function missingPython() {
  return probe('test/subscribing/python-probe.ts');
}

/** The test files that need it. */
const pythonTestFiles = ['test/subscribing/python.kafka.spec.ts'];

module.exports = { missingPython, pythonTestFiles };
