import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const script = join(__dirname, '../../scripts/bootstrap.js');

/** A checkout with the script in it, and an npm that does what the test says. */
class Checkout {
  readonly root = mkdtempSync(join(tmpdir(), 'tasuki-bootstrap-'));

  constructor() {
    this.write('package.json', JSON.stringify({ dependencies: { left: '1.0.0' } }));
    this.write('package-lock.json', '{}');
    this.write('scripts/bootstrap.js', '');
    copyFileSync(script, join(this.root, 'scripts/bootstrap.js'));
    this.npm('');
  }

  write(name: string, content: string): string {
    const file = join(this.root, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  /** The JavaScript that stands for `npm ci`; it also notes how it was called. */
  npm(body: string): void {
    this.write(
      'npm-cli.js',
      `require('fs').appendFileSync('npm-calls', process.argv.slice(2).join(' ') + '\\n'); ${body}`,
    );
  }

  /** A shell script in the place of the Node that npm would install. */
  node(body: string): void {
    chmodSync(this.write('node_modules/.bin/node', `#!/bin/sh\n${body}\n`), 0o755);
  }

  get stamp(): string | undefined {
    const file = join(this.root, 'node_modules/.tasuki-install');
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  get installs(): string[] {
    const file = join(this.root, 'npm-calls');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  }

  run(...nodeOptions: string[]) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...nodeOptions, join(this.root, 'scripts/bootstrap.js')],
      { encoding: 'utf8', env: { ...process.env, npm_execpath: join(this.root, 'npm-cli.js') } },
    );
    return { status, stdout, stderr };
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}

/** To standard error, as all that it says: standard output belongs to what npm runs behind it. */
const installing = 'Installing dependencies ...\n';

describe('the bootstrap', () => {
  let checkout: Checkout;
  beforeEach(() => {
    checkout = new Checkout();
    checkout.node('echo v26.1.0');
  });
  afterEach(() => checkout.remove());

  it('installs once, and again when the lockfile or a dependency changes', () => {
    expect(checkout.run()).toEqual({ status: 0, stdout: '', stderr: installing });
    expect(checkout.installs).toHaveLength(1);
    expect(checkout.installs[0]).toMatch(/^ci --loglevel=error --no-audit --no-fund/);
    expect(checkout.run()).toEqual({ status: 0, stdout: '', stderr: '' });
    checkout.write('package.json', JSON.stringify({ dependencies: { left: '2.0.0' } }));
    checkout.run();
    expect(checkout.installs).toHaveLength(2);
    checkout.write('package-lock.json', '{ }');
    checkout.run();
    expect(checkout.installs).toHaveLength(3);
  });

  it('does not install for a changed script in package.json', () => {
    checkout.run();
    const manifest = { dependencies: { left: '1.0.0' }, scripts: { hello: 'echo hello' } };
    checkout.write('package.json', JSON.stringify(manifest));
    expect(checkout.run().stderr).toBe('');
    expect(checkout.installs).toHaveLength(1);
  });

  it('leaves no stamp after a failed install, and shows what npm said', () => {
    checkout.run();
    checkout.write('package-lock.json', '{ }');
    checkout.npm("console.error('npm error network'); process.exit(7);");
    const { status, stderr } = checkout.run();
    expect(status).toBe(1);
    expect(stderr).toBe(
      `${installing}npm error network\nThe dependencies could not be installed (npm ci: exit code 7): see its output above, then try again.\n`,
    );
    expect(checkout.stamp).toBeUndefined();
    checkout.npm('');
    expect(checkout.run().status).toBe(0);
  });

  it('refuses a Node that is too old to install, before anything else', () => {
    const fixture = checkout.write(
      'old-node.js',
      "Object.defineProperty(process, 'version', { value: 'v8.17.0' });",
    );
    const { status, stdout, stderr } = checkout.run('-r', fixture);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^Node v8\.17\.0 is too old .* install Node 18 or newer .*\n$/);
    expect(checkout.installs).toEqual([]);
  });

  const loaderError =
    'node: error while loading shared libraries: libatomic.so.1: cannot open shared object file';
  const remedy =
    /^Installing .*\nThe C library libatomic\.so\.1.*apt-get install libatomic1.*dnf install.*\n$/;

  it('names the remedy when the installed Node lacks libatomic', () => {
    checkout.node(`echo '${loaderError}' >&2; exit 127`);
    const { status, stderr } = checkout.run();
    expect(status).toBe(1);
    expect(stderr).toMatch(remedy);
  });

  it('names the same remedy when it is an install script that lacks libatomic', () => {
    checkout.npm(`console.error('npm error ${loaderError}'); process.exit(127);`);
    const { status, stderr } = checkout.run();
    expect(status).toBe(1);
    expect(stderr).toMatch(remedy);
  });

  it.each(['echo v20.1.0', 'echo broken >&2; exit 3'])(
    'refuses an installed Node that does not serve: %s',
    (body) => {
      checkout.node(body);
      const { status, stderr } = checkout.run();
      expect(status).toBe(1);
      expect(stderr).toMatch(/^Installing .*\nThe Node 26 installed .*delete node_modules.*\n$/);
    },
  );

  it('shows no stack trace, whatever happens', () => {
    rmSync(join(checkout.root, 'package-lock.json'));
    const { status, stderr } = checkout.run();
    expect(status).toBe(1);
    expect(stderr).toMatch(/^The bootstrap failed: [^\n]*\n$/);
  });
});
