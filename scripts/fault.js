'use strict';
/**
 * Repeats the tests that kill, restart, race and send what nobody should: `npm run fault [-- rounds]`,
 * 5 rounds when left out; then once, with full counts, what takes long. `TASUKI_FAULT_REQUESTS`: how
 * many hostile requests are sent then; `TASUKI_FAULT_RESTARTS`: how often the database and the
 * processes are ended under load, and clocks around a deadline; `TASUKI_FAULT_DEADLINES`: how many
 * deadlines are one instant.
 * Goes on after a failure and says at the end how many of how many runs failed.
 */
const { spawnSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const root = join(__dirname, '..');
const rounds = Number(process.argv[2] ?? 5);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error('rounds must be a whole number from 1 on, such as: npm run fault -- 5');
  process.exit(2);
}

const suites = [
  [
    'int',
    'libs/event-store|libs/read-models|libs/personal-data|test/processes|test/door|supervise',
  ],
  ['e2e', 'start-and-stop|leadctl|supervised|disk-full'],
];
/** What does something so many times in one run is run once, whatever the number of rounds. */
const longSuites = [
  ['int', 'hostile-requests'],
  ['e2e', 'outages|deadlines'],
];
const fullCounts = {
  TASUKI_FAULT_REQUESTS: '100000',
  TASUKI_FAULT_RESTARTS: '200',
  TASUKI_FAULT_DEADLINES: '10000',
};
const folder = mkdtempSync(join(tmpdir(), 'tasuki-fault-'));
/** By test: how often it ran, and how often it failed. */
const tally = new Map();

function run([project, pattern], counts) {
  const file = join(folder, `${project}.json`);
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const options = ['--selectProjects', project, '--testPathPatterns', pattern, '--runInBand'];
  spawnSync(
    process.execPath,
    ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest, ...options].concat(
      ['--silent', '--json', `--outputFile=${file}`],
    ),
    { cwd: root, stdio: 'ignore', env: { ...counts, ...process.env } },
  );
  for (const { assertionResults, message } of JSON.parse(readFileSync(file, 'utf8')).testResults) {
    if (assertionResults.length === 0) throw new Error(`a test file could not run: ${message}`);
    for (const { fullName, status, failureMessages } of assertionResults) {
      const seen = tally.get(fullName) ?? { runs: 0, failed: 0 };
      tally.set(fullName, { runs: seen.runs + 1, failed: seen.failed + (status === 'failed') });
      if (status === 'failed') console.error(`FAILED ${fullName}\n${failureMessages.join('\n')}`);
    }
  }
}

try {
  for (let round = 1; round <= rounds; round += 1) {
    console.log(`round ${round} of ${rounds}`);
    suites.forEach((suite) => run(suite, {}));
  }
  console.log('once: what takes long');
  longSuites.forEach((suite) => run(suite, fullCounts));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

let [runs, failed] = [0, 0];
for (const [name, result] of tally) {
  console.log(`${String(result.failed).padStart(4)} of ${result.runs}  ${name}`);
  runs += result.runs;
  failed += result.failed;
}
console.log(`\n${failed} of ${runs} runs failed`);
process.exitCode = failed === 0 ? 0 : 1;
