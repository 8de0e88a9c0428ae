'use strict';
/** Asks a probe, which is in TypeScript, whether some tests can run here. */
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');

const root = join(__dirname, '..');

/**
 * @param {string} file what to run, from the root
 * @returns {string | undefined} what to install, as it says on its standard output; nothing is missing
 *   when it says nothing
 */
function probe(file) {
  const preload = join(root, 'test/support/typescript.cjs');
  const { status, stdout } = spawnSync(process.execPath, ['--require', preload, join(root, file)], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${file} cannot find out what is missing here`);
  return stdout.trim() || undefined;
}

module.exports = { probe };
