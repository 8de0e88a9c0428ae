'use strict';
/** What `npm test` runs: every check that CI makes, cheapest first, up to the first that fails. */
const { spawn } = require('node:child_process');
const { join } = require('node:path');
const { runJest } = require('./jest');
const { missingInKafka } = require('./missing-in-kafka');

const root = join(__dirname, '..');
const modules = join(root, 'node_modules');
/** Passed and failed over all suites that ran; a test file that cannot even load counts as failed. */
const totals = { passed: 0, failed: 0 };
/** What cannot run on this machine: which test files, and what to install. */
const notRun = [];

/** A step that is a program: whether it succeeded. */
const program =
  (...args) =>
  () =>
    start(args, 'inherit').succeeded;

/** The same, begun at once beside the steps before it, whose output its own does not interrupt. */
function programBeside(...args) {
  const { child, succeeded } = start(args, 'pipe');
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => output.push(part));
  const step = async () => {
    const hasSucceeded = await succeeded;
    process.stdout.write(Buffer.concat(output));
    return hasSucceeded;
  };
  return { step, giveUp: () => child.kill() };
}

function start(args, stdio) {
  const child = spawn(process.execPath, args, { cwd: root, stdio });
  const succeeded = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
  return { child, succeeded };
}

/** A step that is a suite of tests: whether all passed, and left nothing running. */
const suite =
  (...options) =>
  async () => {
    const { results, leftOpen } = await runJest(['--selectProjects', ...options], {
      stdio: 'inherit',
    });
    if (leftOpen) console.error('A test left something open that kept jest alive; it was ended.');
    if (!results) return false;
    totals.passed += results.numPassedTests;
    totals.failed += results.numFailedTests + results.numRuntimeErrorTestSuites;
    return results.success && !leftOpen;
  };

/**
 * Test files at once, the same on every machine. Those that wait for servers leave a core of two idle, so
 * there are more of them; whole installations are few, since each has processes of its own.
 */
const workers = (most) => `--maxWorkers=${most}`;

/**
 * The suite that needs a Kafka broker, for some files Java, and for one Python. What cannot run here for
 * want of them is told at the end; in CI that is a failure.
 */
const kafka = async () => {
  const { missing, isAll } = missingInKafka();
  notRun.push(...missing);
  if (missing.length === 0) return suite('kafka', workers(4))();
  const files = missing.flatMap((one) => one.files);
  console.error(`${files.length} test files cannot run here.`);
  if (isAll) return !process.env.CI;
  const others = suite('kafka', workers(4), '--testPathIgnorePatterns', ...files);
  return (await others()) && !process.env.CI;
};

const lint = programBeside(
  join(modules, 'eslint/bin/eslint.js'),
  ...(process.stdout.isTTY ? ['--color'] : []),
  '.',
);
const steps = {
  format: program(join(modules, 'prettier/bin/prettier.cjs'), '--check', '.'),
  types: program(join(modules, 'typescript/bin/tsc'), '--noEmit'),
  build: program(join(root, 'scripts/build.js')),
  lint: lint.step,
  unit: suite('unit', workers(2)),
  int: suite('int', workers(4)),
  kafka,
  e2e: suite('e2e', workers(3)),
};

async function run(name, step) {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const succeeded = await step();
  console.log(`== ${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return succeeded;
}

async function main() {
  for (const [name, step] of Object.entries(steps)) {
    if (await run(name, step)) continue;
    console.error(`\nThe step "${name}" failed.`);
    process.exitCode = 1;
    lint.giveUp();
    break;
  }
  console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
  for (const { files, missing } of notRun) {
    console.log(`\nThese test files did *not run* (${missing}):`);
    for (const file of files) console.log(`  ${file}`);
  }
}

void main();
