'use strict';
/** What `npm test` runs: every check that CI makes, cheapest first, up to the first that fails. */
const { spawnSync } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const root = join(__dirname, '..');
const modules = join(root, 'node_modules');
const reports = mkdtempSync(join(tmpdir(), 'tasuki-check-'));

function jest(project, ...options) {
  const run = [join(modules, 'jest/bin/jest.js'), '--selectProjects', project, ...options];
  return [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    ...run,
    '--json',
    `--outputFile=${join(reports, `${project}.json`)}`,
  ];
}

const suites = ['unit', 'int', 'e2e'];
const steps = {
  format: [join(modules, 'prettier/bin/prettier.cjs'), '--check', '.'],
  lint: [join(modules, 'eslint/bin/eslint.js'), '.'],
  types: [join(modules, 'typescript/bin/tsc'), '--noEmit'],
  build: [join(root, 'scripts/build.js')],
  unit: jest('unit'),
  // Each int test file may start a server of its own: more of them at once wait for each other.
  int: jest('int', '--maxWorkers=2'),
  e2e: jest('e2e', '--runInBand'),
};

/** Whether the step succeeded. */
function run(name, args) {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  console.log(`== ${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return status === 0;
}

/** Passed and failed over all suites that ran; a test file that cannot even load counts as failed. */
function totals() {
  const results = suites
    .map((suite) => join(reports, `${suite}.json`))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')));
  if (results.length === 0) return undefined;
  const sum = (count) => results.reduce((total, result) => total + count(result), 0);
  const passed = sum((result) => result.numPassedTests);
  const failed = sum((result) => result.numFailedTests + result.numRuntimeErrorTestSuites);
  return `${passed} passed, ${failed} failed`;
}

try {
  const failed = Object.entries(steps).find(([name, args]) => !run(name, args));
  if (failed) {
    console.error(`\nThe step "${failed[0]}" failed.`);
    process.exitCode = 1;
  }
  const line = totals();
  if (line) console.log(`\n${line}`);
} finally {
  rmSync(reports, { recursive: true, force: true });
}
