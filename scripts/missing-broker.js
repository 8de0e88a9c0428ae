'use strict';
/** Whether the kafka suite can run here. */
const { spawnSync } = require('node:child_process');
const { globSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');

/** What to install for a Kafka broker; `undefined` where one can be had. */
function missingBroker() {
  const preload = join(root, 'test/support/typescript.cjs');
  const probe = join(root, 'test/support/kafka/probe.ts');
  const { status, stdout } = spawnSync(process.execPath, ['--require', preload, probe], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error('whether there is a Kafka broker cannot be found out');
  return stdout.trim() || undefined;
}

/** The test files that need one. */
function kafkaTestFiles() {
  return globSync('{apps,libs,test}/**/*.kafka.spec.ts', { cwd: root }).sort();
}

module.exports = { kafkaTestFiles, missingBroker };
