'use strict';
/** Compiles apps/ and libs/ into dist/, unless dist/ is already made of exactly these sources. */
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} = require('node:fs');
const { join, relative } = require('node:path');

const root = join(__dirname, '..');
const dist = join(root, 'dist');
const stampFile = join(dist, '.tasuki-build');
const SOURCES = ['apps', 'libs'];
const SETTINGS = ['tsconfig.json', '.swcrc', 'nest-cli.json', 'package-lock.json'];

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function sourceHash() {
  const hash = createHash('sha256');
  const sources = SOURCES.flatMap((folder) => filesBelow(join(root, folder))).sort();
  for (const file of [...SETTINGS.map((name) => join(root, name)), ...sources]) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function compile() {
  const nest = join(root, 'node_modules/@nestjs/cli/bin/nest.js');
  // The builder is configured for all of apps/ and libs/: building one project builds them all.
  const args = [nest, 'build', 'standalone'];
  const result = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (result.status === 0) return true;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  console.error(`The build failed (${result.error?.message ?? result.signal ?? 'see above'}).`);
  return false;
}

/** Output whose source is gone; the rest stays in place, so that a running app loses no file. */
function removeStale() {
  for (const file of SOURCES.flatMap((folder) => filesBelow(join(dist, folder)))) {
    const source = join(root, relative(dist, file)).replace(/\.js(\.map)?$/, '.ts');
    if (!existsSync(source)) rmSync(file);
  }
}

function main() {
  const hash = sourceHash();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return true;
  // Standard output belongs to what is run behind it: a token, JSON.
  console.error('Building ...');
  rmSync(stampFile, { force: true });
  if (!compile()) return false;
  removeStale();
  mkdirSync(dist, { recursive: true });
  writeFileSync(stampFile, hash);
  return true;
}

try {
  if (!main()) process.exitCode = 1;
} catch (error) {
  console.error(`The build failed: ${error.message}.`);
  process.exitCode = 1;
}
