import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');

describe('the import rules of ARCHITECTURE.md', () => {
  it('hold in every file of apps and libs', () => {
    const depcruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
    const { status, stdout } = spawnSync(
      process.execPath,
      [depcruise, 'apps', 'libs', '--config', '.dependency-cruiser.cjs', '--output-type', 'err'],
      { cwd: root, encoding: 'utf8' },
    );
    expect(stdout).toContain('no dependency violations found');
    expect(status).toBe(0);
  }, 60_000);
});
