'use strict';
/** Runs one suite of tests to its end. */
const { spawn } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const root = join(__dirname, '..');
/** How long jest may stay after its last test: what a test left open keeps it alive for ever. */
const leaveWithinMs = 30_000;

/**
 * @param {string[]} options jest's own, such as `--selectProjects int`
 * @param {object} settings what `spawn` takes: `stdio`, `env`
 * @returns {Promise<{ results?: object, leftOpen: boolean }>} `results`: jest's report, missing when
 *   it could not run; `leftOpen`: whether it had to be ended, for something a test opened still ran
 */
async function runJest(options, settings) {
  const folder = mkdtempSync(join(tmpdir(), 'tasuki-jest-'));
  const report = join(folder, 'report.json');
  const jest = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(root, 'node_modules/jest/bin/jest.js'),
    ...options,
    '--json',
    `--outputFile=${report}`,
  ];
  try {
    const child = spawn(process.execPath, jest, { cwd: root, ...settings });
    const leftOpen = await endOf(child, () => existsSync(report));
    const results = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
    return { results, leftOpen };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether it had to be ended. */
function endOf(child, isReported) {
  return new Promise((resolve, reject) => {
    let reportedAt;
    const watching = setInterval(() => {
      if (!isReported()) return;
      reportedAt ??= Date.now();
      if (Date.now() - reportedAt > leaveWithinMs) child.kill('SIGKILL');
    }, 250);
    child.on('error', reject);
    child.on('exit', (_code, signal) => {
      clearInterval(watching);
      resolve(signal === 'SIGKILL' && reportedAt !== undefined);
    });
  });
}

module.exports = { runJest };
