// Who may import whom. `scripts/checks/layers.ts` runs this over src, test and scripts.

const layers = {
  util: [],
  observe: ['util'],
  core: ['util'],
  ports: ['util', 'core'],
  app: ['util', 'observe', 'core', 'ports'],
  adapters: ['util', 'observe', 'core', 'ports'],
}
const adapterFolders = '(networks|matrix|storage|jobs|config|http|remote-files)'
const folderOf = (layer) => `^src/${layer === 'adapters' ? adapterFolders : layer}/`

const layerRules = Object.entries(layers).map(([layer, allowed]) => ({
  name: `${layer}-imports-only-${allowed.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: folderOf(layer) },
  to: { path: '^src/', pathNot: [folderOf(layer), ...allowed.map(folderOf)] },
}))

const error = (name, from, to) => ({ name, severity: 'error', from, to })
const celWrapper = '^src/core/routing/cel\\.ts$'

module.exports = {
  forbidden: [
    ...layerRules,
    error(
      'every-module-has-a-layer',
      {},
      { path: '^src/', pathNot: ['^src/main(\\.ts$|/)', ...Object.keys(layers).map(folderOf)] },
    ),
    error('no-cycles', {}, { circular: true }),
    error('core-is-pure', { path: '^src/(core|util|ports)/', pathNot: celWrapper }, { pathNot: ['^src/', '^\\.'] }),
    error(
      'cel-wrapper-imports-only-its-engines',
      { path: celWrapper },
      { pathNot: ['^src/', 'node_modules/(@marcbachmann/cel-js|re2js)/'] },
    ),
    error('app-speaks-through-ports', { path: '^src/app/' }, { path: 'node_modules/' }),
    error(
      'adapters-do-not-know-each-other',
      { path: `^src/${adapterFolders}/` },
      { path: `^src/${adapterFolders}/`, pathNot: '^src/$1/' },
    ),
    error(
      'networks-do-not-know-each-other',
      { path: '^src/networks/([^/]+)/' },
      { path: '^src/networks/', pathNot: ['^src/networks/$1/', '^src/networks/shared/'] },
    ),
    error(
      'only-storage-and-jobs-speak-sql',
      { path: '^src/', pathNot: '^src/(storage|jobs)/' },
      { path: 'node_modules/(@types/)?(pg|knex)/' },
    ),
    error('nobody-imports-main', {}, { path: '^src/main\\.ts$' }),
    error('only-main-imports-its-wiring', { path: '^src/', pathNot: '^src/main(\\.ts$|/)' }, { path: '^src/main/' }),
    error('src-stands-alone', { path: '^src/' }, { path: '^(test|scripts|bin)/' }),
    error(
      'src-needs-no-dev-dependency',
      { path: '^src/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    // The bootstrap runs before anything is installed.
    error('bootstrap-needs-nothing-installed', { path: '^scripts/.*\\.js$' }, { path: ['node_modules/', '\\.ts$'] }),
    error('everything-resolves', {}, { couldNotResolve: true }),
    error('no-orphans', { orphan: true, path: '^src/', pathNot: ['^src/main\\.ts$', '\\.d\\.ts$'] }, {}),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Counts type-only imports too: a cycle of types is a cycle.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'types'] },
  },
}
