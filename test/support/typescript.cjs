/** Preload for processes that run TypeScript straight from source: `node --require <this> file.ts`. */
const { transformSync } = require('@swc/core');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
require('reflect-metadata');

const root = join(__dirname, '../..');
const config = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8'));
config.jsc.baseUrl = root;
delete config.$schema;

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    ...config,
    filename,
    swcrc: false,
    sourceMaps: 'inline',
  });
  module._compile(code, filename);
};
