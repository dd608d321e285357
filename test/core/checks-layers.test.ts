import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { layers } from '../../scripts/checks/layers.ts'
import { temporaryProject } from '../support/temporary-project.ts'

const top = join(import.meta.dirname, '../..')
const uses = (...paths: readonly string[]) => paths.map((path) => `import '${path}'\n`).join('')

const sound = {
  'package.json': await readFile(join(top, 'package.json'), 'utf8'),
  'tsconfig.json': await readFile(join(top, 'tsconfig.json'), 'utf8'),
  '.dependency-cruiser.cjs': await readFile(join(top, '.dependency-cruiser.cjs'), 'utf8'),
  'src/main.ts': uses('./app/apply.ts', './storage/store.ts', './networks/index.ts'),
  'src/app/apply.ts': uses('../core/decide.ts', '../ports/store.ts', '../observe/log.ts'),
  'src/core/decide.ts': uses('../util/result.ts'),
  'src/core/routing/cel.ts': uses('re2js', '@marcbachmann/cel-js', '../decide.ts'),
  'src/ports/store.ts': uses('../core/decide.ts', '../core/routing/cel.ts'),
  'src/observe/log.ts': uses('pino', '../util/result.ts'),
  'src/storage/store.ts': uses('pg', '../ports/store.ts'),
  'src/networks/index.ts': uses('./irc/index.ts'),
  'src/networks/irc/index.ts': uses('irc-framework', '../../ports/store.ts'),
  'src/util/result.ts': 'export const one = 1\n',
}

/** For each rule one file that breaks it. */
const planted: Readonly<Record<string, readonly [path: string, text: string]>> = {
  'util-imports-only-itself': ['src/util/a.ts', uses('../core/decide.ts')],
  'observe-imports-only-util': ['src/observe/a.ts', uses('../ports/store.ts')],
  'core-imports-only-util': ['src/core/a.ts', uses('../ports/store.ts')],
  'ports-imports-only-util-core': ['src/ports/a.ts', uses('../observe/log.ts')],
  'app-imports-only-util-observe-core-ports': ['src/app/a.ts', uses('../storage/store.ts')],
  'adapters-imports-only-util-observe-core-ports': ['src/http/a.ts', uses('../app/apply.ts')],
  'every-module-has-a-layer': ['src/jobs/a.ts', uses('../elsewhere.ts')],
  'no-cycles': ['src/core/b.ts', "import type { C } from './c.ts'\nexport type B = C\n"],
  'core-is-pure': ['src/core/d.ts', uses('node:fs')],
  'cel-wrapper-imports-only-its-engines': ['src/core/routing/cel.ts', uses('zod')],
  'app-speaks-through-ports': ['src/app/b.ts', uses('zod')],
  'adapters-do-not-know-each-other': ['src/matrix/a.ts', uses('../storage/store.ts')],
  'networks-do-not-know-each-other': ['src/networks/xmpp/a.ts', uses('../irc/index.ts')],
  'only-storage-and-jobs-speak-sql': ['src/http/b.ts', uses('knex')],
  'nobody-imports-main': ['src/config/a.ts', uses('../main.ts')],
  'only-main-imports-its-wiring': ['src/config/e.ts', uses('../main/run.ts')],
  'src-stands-alone': ['src/config/b.ts', uses('../../test/support.ts')],
  'src-needs-no-dev-dependency': ['src/config/c.ts', uses('fast-check')],
  'bootstrap-needs-nothing-installed': ['scripts/bootstrap.js', uses('yaml')],
  'everything-resolves': ['src/config/d.ts', uses('./missing.ts')],
  'no-orphans': ['src/util/alone.ts', 'export const alone = 1\n'],
}

const others = {
  'src/elsewhere.ts': 'export const elsewhere = 1\n',
  'src/core/c.ts': "import type { B } from './b.ts'\nexport type C = B | 1\n",
  'src/main/run.ts': 'export const run = 1\n',
  'test/support.ts': 'export const support = 1\n',
  'scripts/check.ts': 'export const check = 1\n',
}

describe('the layer check', () => {
  it('accepts a project that keeps the layers', async () => {
    await using project = await temporaryProject(sound)
    assert.deepEqual((await layers.run(project.root)).problems, [])
  })

  it('reports a violation of every rule that the configuration has', async () => {
    await using project = await temporaryProject({ ...sound, ...others, ...Object.fromEntries(Object.values(planted)) })
    const { problems } = await layers.run(project.root)
    const missed = Object.entries(planted).filter(
      ([rule, [path]]) => !problems.some((p) => p.startsWith(`${rule}: ${path}`)),
    )
    assert.deepEqual(missed, [], problems.join('\n'))

    const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
      forbidden: { name: string }[]
    }
    assert.deepEqual(forbidden.map(({ name }) => name).sort(), Object.keys(planted).sort())
  })

  it('fails when a module of ours was not read, whatever the rules say', async () => {
    const blind = {
      '.dependency-cruiser.cjs': "module.exports = { forbidden: [], options: { exclude: '^src/util/' } }\n",
    }
    await using project = await temporaryProject({ ...sound, ...blind })
    assert.match((await layers.run(project.root)).problems.join('\n'), /read 9 of 10 modules .* src\/util\/result\.ts/)
  })
})
