'use strict';
/**
 * Repeats the tests that kill, restart, race and send what nobody should: `npm run fault [-- rounds]`,
 * 5 rounds when left out; then once, with full counts, what takes long. `TASUKI_FAULT=full`, which it
 * sets: every way of ending something, where `npm test` takes one. `TASUKI_FAULT_REQUESTS`: how
 * many hostile requests are sent then; `TASUKI_FAULT_RESTARTS`: how often the database and the
 * processes are ended under load, and clocks around a deadline; `TASUKI_FAULT_DEADLINES`: how many
 * deadlines are one instant; `TASUKI_FAULT_DELIVERIES`: how many messages are delivered carelessly;
 * `TASUKI_FAULT_SECONDS`: for how long a random process is killed every second.
 * Goes on after a failure and says at the end how many of how many runs failed.
 */
const { runJest } = require('./jest');
const { missingInKafka } = require('./missing-in-kafka');

const rounds = Number(process.argv[2] ?? 5);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error('rounds must be a whole number from 1 on, such as: npm run fault -- 5');
  process.exit(2);
}

const { missing: notRun, isAll: hasNoKafka } = missingInKafka();
const leftOut = notRun.flatMap(({ files }) => files);
const suites = [
  [
    'int',
    'libs/event-store|libs/read-models|libs/personal-data|libs/streaming|apps|test/processes|test/door|supervise',
  ],
  ...(hasNoKafka ? [] : [['kafka', '.']]),
  ['e2e', 'start-and-stop|leadctl|supervised|disk-full'],
];
/** What does something so many times in one run is run once, whatever the number of rounds. */
const longSuites = [
  ['int', 'hostile-requests|deliveries'],
  ['e2e', 'outages|deadlines|kills'],
  ...(hasNoKafka ? [] : [['kafka', 'kills']]),
];
const fullCounts = {
  TASUKI_FAULT_REQUESTS: '100000',
  TASUKI_FAULT_DELIVERIES: '1000000',
  TASUKI_FAULT_SECONDS: '600',
  TASUKI_FAULT_RESTARTS: '200',
  TASUKI_FAULT_DEADLINES: '10000',
};
/** By test: how often it ran, and how often it failed. */
const tally = new Map();

function count(name, failed) {
  const seen = tally.get(name) ?? { runs: 0, failed: 0 };
  tally.set(name, { runs: seen.runs + 1, failed: seen.failed + failed });
}

async function run([project, pattern], counts) {
  const options = ['--selectProjects', project, '--testPathPatterns', pattern];
  if (leftOut.length > 0) options.push('--testPathIgnorePatterns', ...leftOut);
  const { results, leftOpen } = await runJest([...options, '--runInBand', '--silent'], {
    stdio: 'ignore',
    env: { TASUKI_FAULT: 'full', ...counts, ...process.env },
  });
  if (!results) throw new Error(`jest could not run ${pattern}`);
  for (const { assertionResults, message } of results.testResults) {
    if (assertionResults.length === 0) throw new Error(`a test file could not run: ${message}`);
    for (const { fullName, status, failureMessages } of assertionResults) {
      count(fullName, status === 'failed');
      if (status === 'failed') console.error(`FAILED ${fullName}\n${failureMessages.join('\n')}`);
    }
  }
  count(`${pattern}: leave nothing running`, leftOpen);
}

async function main() {
  for (let round = 1; round <= rounds; round += 1) {
    console.log(`round ${round} of ${rounds}`);
    for (const suite of suites) await run(suite, {});
  }
  console.log('once: what takes long');
  for (const suite of longSuites) await run(suite, fullCounts);

  let [runs, failed] = [0, 0];
  for (const [name, result] of tally) {
    console.log(`${String(result.failed).padStart(4)} of ${result.runs}  ${name}`);
    runs += result.runs;
    failed += result.failed;
  }
  console.log(`\n${failed} of ${runs} runs failed`);
  for (const { files, missing } of notRun) {
    console.log(`*not run* (${missing}): ${files.join(', ')}`);
  }
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();
