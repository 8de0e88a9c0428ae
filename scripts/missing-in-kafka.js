'use strict';
/** Which test files of the kafka suite cannot run here. */
const { existsSync, globSync, readFileSync } = require('node:fs');
const { dirname, join, relative } = require('node:path');
const { probe } = require('./probe');

const root = join(__dirname, '..');

/** What some of them need besides the suite's broker: the module they get it from, and who looks for it. */
const needs = [
  { module: 'test/support/kafka/kafka-node.ts', lookFor: 'test/support/kafka/own-probe.ts' },
  { module: 'test/support/python.ts', lookFor: 'test/subscribing/python-probe.ts' },
];

/**
 * @returns {{ missing: { files: string[], missing: string }[], isAll: boolean }} the files, by what to
 *   install for them; whether these are all that there are
 */
function missingInKafka() {
  const all = globSync('{apps,libs,test}/**/*.kafka.spec.ts', { cwd: root }).sort();
  const broker = probe('test/support/kafka/probe.ts');
  if (broker !== undefined) return { missing: [{ files: all, missing: broker }], isAll: true };
  const missing = needs.flatMap(({ module, lookFor }) => {
    const toInstall = probe(lookFor);
    if (toInstall === undefined) return [];
    const files = all.filter((file) => reachedFrom(file).has(module));
    return [{ files, missing: toInstall }];
  });
  return { missing, isAll: false };
}

/** The files that one names by a relative path, those that these name, and so on. */
function reachedFrom(file, reached = new Set()) {
  if (reached.has(file)) return reached;
  reached.add(file);
  const text = readFileSync(join(root, file), 'utf8');
  for (const [, path] of text.matchAll(/'(\.{1,2}\/[^']+)'/g)) {
    const named = join(root, dirname(file), path);
    const found = [named, `${named}.ts`].find((one) => one.endsWith('.ts') && existsSync(one));
    if (found !== undefined) reachedFrom(relative(root, found), reached);
  }
  return reached;
}

module.exports = { missingInKafka };
