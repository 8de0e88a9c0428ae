import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

describe('the build', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tasuki-build-'));
    for (const name of ['tsconfig.json', '.swcrc', 'nest-cli.json', 'package-lock.json']) {
      write(name, '{}');
    }
    write('apps/leadctl/src/main.ts', '');
    compiler('');
    write('scripts/build.js', '');
    copyFileSync(join(__dirname, '../../scripts/build.js'), join(root, 'scripts/build.js'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(name: string, content: string): void {
    const file = join(root, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** The JavaScript that stands for the compiler. */
  const compiler = (body: string) => write('node_modules/@nestjs/cli/bin/nest.js', body);

  function build() {
    const args = [join(root, 'scripts/build.js')];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    return { status, stdout, stderr };
  }

  it('leaves standard output to what is run behind it, and says nothing where nothing has changed', () => {
    const built = { status: 0, stdout: '', stderr: 'Building ...\n' };
    expect(build()).toEqual(built);
    expect(build()).toEqual({ status: 0, stdout: '', stderr: '' });
    write('apps/leadctl/src/main.ts', '// changed');
    expect(build()).toEqual(built);
  });

  it('that failed shows what the compiler said, and is made again', () => {
    compiler("console.log('main.ts: no'); process.exit(1);");
    const failed = {
      status: 1,
      stdout: '',
      stderr: 'Building ...\nmain.ts: no\nThe build failed (see above).\n',
    };
    expect([build(), build()]).toEqual([failed, failed]);
  });
});
