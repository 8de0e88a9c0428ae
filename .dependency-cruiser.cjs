/** The import rules of ARCHITECTURE.md; test/house/architecture.unit.spec.ts runs them. */
const pureLibs = '^libs/(domain|lead|definition|scoring|calendar|lead-messages)/';
const tests = '\\.(spec|contract|spec-support)\\.ts$|/testing/';

/** Libs that a lib may import, by its name; a missing name means none but itself. */
const allowed = {
  domain: [],
  definition: ['domain'],
  calendar: ['domain'],
  lead: ['domain', 'definition', 'calendar'],
  scoring: ['domain', 'definition', 'lead'],
  'lead-messages': ['domain', 'definition', 'lead'],
  platform: ['domain'],
  'event-store': ['platform', 'domain'],
  'personal-data': ['platform'],
  'read-models': ['platform', 'event-store', 'domain', 'definition', 'calendar', 'lead', 'scoring'],
  streaming: ['platform', 'event-store', 'domain', 'lead', 'lead-messages'],
  people: ['platform', 'domain', 'lead'],
  notifications: ['platform', 'domain', 'lead', 'lead-messages', 'people'],
  'lead-service': [
    'platform',
    'event-store',
    'personal-data',
    'domain',
    'definition',
    'calendar',
    'lead',
  ],
  runtime: [
    'platform',
    'event-store',
    'personal-data',
    'lead-service',
    'people',
    'read-models',
    'streaming',
    'notifications',
    'domain',
    'definition',
    'calendar',
    'lead',
  ],
};

const libRules = Object.entries(allowed).map(([lib, others]) => ({
  name: `lib-${lib}`,
  comment: `libs/${lib} may import ${others.join(', ') || 'no other lib'}`,
  severity: 'error',
  from: { path: `^libs/${lib}/`, pathNot: tests },
  to: { path: '^libs/', pathNot: `^libs/(${[lib, ...others].join('|')})/` },
}));

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...libRules,
    {
      name: 'pure',
      comment: 'pure libs know no framework, no I/O, no other package but typebox',
      severity: 'error',
      from: { path: pureLibs, pathNot: tests },
      to: { pathNot: ['^libs/', '^node_modules/typebox/'] },
    },
    {
      name: 'front-door',
      comment: 'from outside, a lib is its index.ts',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/', pathNot: tests },
      to: { path: '^libs/[^/]+/src/', pathNot: ['^$1/$2/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'not-through-its-own-door',
      comment: 'inside a lib nobody imports its index.ts',
      severity: 'error',
      from: { path: '^libs/([^/]+)/src/(?!index)', pathNot: tests },
      to: { path: '^libs/$1/src/index\\.ts$' },
    },
    {
      name: 'apps-are-apart',
      comment: 'no app imports another; standalone composes them all',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: ['^apps/standalone/', tests] },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-know-no-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'nest-in-apps-and-modules',
      severity: 'error',
      from: { path: '^libs/', pathNot: ['\\.module\\.ts$', tests] },
      to: { path: '^node_modules/@nestjs/' },
    },
    {
      name: 'pg-in-adapters',
      comment: 'pg and SQL stay in adapters, keys, read models and *.postgres.ts; types travel',
      severity: 'error',
      from: {
        path: '^(apps|libs)/',
        pathNot: [
          '^libs/event-store/src/postgres/',
          '^libs/personal-data/',
          '^libs/read-models/',
          '\\.postgres\\.ts$',
          tests,
        ],
      },
      to: { path: '^node_modules/(pg|kysely)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'kafkajs-in-its-adapter',
      comment: 'whoever sends or consumes messages knows the port of libs/streaming; types travel',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['^libs/streaming/src/kafka/', tests] },
      to: { path: '^node_modules/kafkajs/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'outgoing-in-notifications',
      comment: 'what goes out to addresses that others chose passes the guard there',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['^libs/notifications/', tests] },
      to: { path: '^node_modules/(nodemailer|standardwebhooks|ipaddr\\.js)/' },
    },
    {
      name: 'no-test-code-in-the-product',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: tests },
      to: { path: `^test/|${tests}` },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
