'use strict';
/**
 * Makes a fresh clone runnable: installs the dependencies when they are missing or out of date, and
 * checks the Node that came with them. npm runs it before `start` and `test` with the *system's*
 * Node, whatever that is: hence no dependencies, and nothing that Node 8 could not parse.
 */
const childProcess = require('child_process');
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');

/** The first Node whose npm reads our lockfile and runs our dependencies' install scripts. */
const OLDEST_SYSTEM_NODE = 18;
const PROJECT_NODE = 26;

const root = path.dirname(__dirname);
const modules = path.join(root, 'node_modules');
const stampFile = path.join(modules, '.tasuki-install');
const projectNode = path.join(modules, '.bin', 'node');

const LIBATOMIC =
  'The C library libatomic.so.1, which Node ' +
  PROJECT_NODE +
  ' needs, is missing: install it ("apt-get install libatomic1" on Debian and Ubuntu, ' +
  '"dnf install libatomic" on Fedora and RHEL) and try again.';
const MUSL =
  'This system is built on musl (Alpine?), and the binaries of Node ' +
  PROJECT_NODE +
  ' and PostgreSQL that Tasuki brings along need glibc: use a glibc system such as Debian.';

/** A refusal that is complete in its message; everything else is a fault of this script. */
class Refusal extends Error {}

function majorOf(version) {
  return parseInt(version.replace(/^v/, ''), 10);
}

/** What node_modules depends on; a changed script in package.json is no reason to install again. */
function wantedStamp() {
  const hash = crypto.createHash('sha256');
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const fields = ['dependencies', 'optionalDependencies', 'devDependencies', 'overrides'];
  hash.update(fs.readFileSync(path.join(root, 'package-lock.json')));
  hash.update(JSON.stringify(fields.concat('allowScripts').map((name) => manifest[name])));
  hash.update(process.platform + '/' + process.arch);
  return hash.digest('hex') + '\n';
}

function installedStamp() {
  try {
    return fs.readFileSync(stampFile, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function isMusl() {
  if (process.platform !== 'linux' || !process.report || !process.report.getReport) return false;
  // Else the report looks up the name of every peer it is connected to.
  process.report.excludeNetwork = true;
  const report = process.report.getReport();
  return !(typeof report === 'string' ? JSON.parse(report) : report).header.glibcVersionRuntime;
}

function refuseUnwritable() {
  [root, modules].forEach((folder) => {
    if (!fs.existsSync(folder)) return;
    try {
      fs.accessSync(folder, fs.constants.W_OK);
    } catch (error) {
      throw new Refusal(
        'The dependencies cannot be installed because the folder ' +
          folder +
          ' is not writable (' +
          error.code +
          '): make it writable for this user, or clone to a folder that is.',
      );
    }
  });
}

function runNpm() {
  // Set by NODE_ENV=production or a user's npmrc, an omission would leave out Node itself.
  const args = ['ci', '--loglevel=error', '--no-audit', '--no-fund'].concat(
    '--include=dev',
    '--include=optional',
  );
  const cli = process.env.npm_execpath;
  const options = { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 << 20 };
  // npm_execpath may also be another package manager's, which has no `ci`.
  return cli && /npm-cli\.js$/.test(cli)
    ? childProcess.spawnSync(process.execPath, [cli].concat(args), options)
    : childProcess.spawnSync('npm', args, options);
}

function install(stamp) {
  refuseUnwritable();
  if (isMusl()) throw new Refusal(MUSL);
  // Standard output belongs to what npm runs behind it: a token, JSON.
  console.error('Installing dependencies ...');
  // npm leaves dot files where they are, and an interrupted install must not look finished.
  if (installedStamp() !== undefined) fs.unlinkSync(stampFile);
  const result = runNpm();
  if (result.error) throw new Refusal('npm could not be run: ' + result.error.message + '.');
  if (result.status !== 0) {
    const output = String(result.stdout) + String(result.stderr);
    // The install scripts of other packages already run on the freshly installed Node.
    if (output.indexOf('libatomic.so.1') !== -1) throw new Refusal(LIBATOMIC);
    process.stderr.write(output);
    const outcome = result.signal || 'exit code ' + result.status;
    throw new Refusal(
      'The dependencies could not be installed (npm ci: ' +
        outcome +
        '): see its output above, then try again.',
    );
  }
  fs.mkdirSync(modules, { recursive: true });
  fs.writeFileSync(stampFile, stamp);
}

function checkProjectNode() {
  const result = childProcess.spawnSync(projectNode, ['--version'], { encoding: 'utf8' });
  if (result.status === 0 && majorOf(result.stdout) >= PROJECT_NODE) return;
  const output = (result.stdout || '') + (result.stderr || '');
  if (output.indexOf('libatomic.so.1') !== -1) throw new Refusal(LIBATOMIC);
  if (isMusl()) throw new Refusal(MUSL);
  const reason = result.error ? result.error.message : output.trim().split('\n')[0];
  throw new Refusal(
    'The Node ' +
      PROJECT_NODE +
      ' installed in node_modules does not run (' +
      (reason || result.signal || 'exit code ' + result.status) +
      '): delete node_modules and try again, with install scripts allowed (npm config ignore-scripts).',
  );
}

function main() {
  if (majorOf(process.version) < OLDEST_SYSTEM_NODE) {
    throw new Refusal(
      'Node ' +
        process.version +
        ' is too old to install the dependencies: install Node ' +
        OLDEST_SYSTEM_NODE +
        ' or newer and try again (Tasuki then brings its own Node ' +
        PROJECT_NODE +
        ').',
    );
  }
  const stamp = wantedStamp();
  if (installedStamp() !== stamp) install(stamp);
  checkProjectNode();
}

try {
  main();
} catch (error) {
  console.error(
    error instanceof Refusal ? error.message : 'The bootstrap failed: ' + error.message + '.',
  );
  process.exitCode = 1;
}
