import assert from 'node:assert/strict'
import { names } from '../../scripts/checks/names.ts'
import { purity } from '../../scripts/checks/purity.ts'
import { sizes } from '../../scripts/checks/sizes.ts'
import type { Step } from '../../scripts/checks/step.ts'
import { textRules } from '../../scripts/checks/text-rules.ts'
import { temporaryProject } from '../support/temporary-project.ts'

const lines = (count: number, line = '// line') => `${line}\n`.repeat(count)
const functionOf = (count: number, name = 'f') => `export function ${name}() {\n${lines(count - 2)}}\n`

async function problemsOf(step: Step, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  await using project = await temporaryProject(files)
  return (await step.run(project.root)).problems
}

describe('the purity check', () => {
  const impure: readonly [text: string, expected: RegExp][] = [
    ['export const at = Date.now()', /:1 uses Date$/],
    ['export const at = new Date(0)', /uses Date$/],
    ['export const n = Math.random()', /uses Math\.random$/],
    ["export const e = process.env['HOME']", /uses process$/],
    ["\nconsole.log('x')", /:2 uses console$/],
    ['export const wait = (f: () => void) => setTimeout(f, 1)', /uses setTimeout$/],
    ["export const b = Buffer.from('x')", /uses Buffer$/],
    ['export const g = { clock: Date }', /uses Date$/],
    ['export async function f() {}', /waits \(async\)$/],
    ['export const f = () => Promise.resolve()', /uses Promise$/],
    ["export const f = () => import('./other.ts')", /imports while it runs$/],
    ['export class Counter {}', /has a class$/],
    ["export const n = 'a'.localeCompare('b')", /uses localeCompare in the language of the machine$/],
    ['export const n = (1).toLocaleString()', /uses toLocaleString in the language of the machine$/],
  ]
  for (const [text, expected] of impure) {
    it(`refuses ${JSON.stringify(text)} in core and in util`, async () => {
      const problems = await problemsOf(purity, { 'src/core/a.ts': text, 'src/util/b.ts': text })
      assert.equal(problems.length, 2)
      for (const problem of problems) assert.match(problem, expected)
    })
  }

  it('accepts the same words as types, members and names of fields', async () => {
    const text = [
      'export type Times = { readonly Date: Date; readonly wait: Promise<void> }',
      'export const of = (f: { process: string }) => ({ console: f.process })',
      "export const sorted = 'a'.localeCompare('b', 'en')",
    ]
    assert.deepEqual(await problemsOf(purity, { 'src/core/a.ts': text.join('\n') }), [])
  })

  it('leaves the other layers alone', async () => {
    assert.deepEqual(await problemsOf(purity, { 'src/app/a.ts': 'export const at = Date.now()' }), [])
  })
})

describe('the size check', () => {
  const smallFiles = (count: number, text: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`src/app/a${index}.ts`, text]))

  it('refuses a file of 401 lines and accepts one of 400, in src, scripts and test', async () => {
    for (const folder of ['src', 'scripts', 'test']) {
      assert.deepEqual(await problemsOf(sizes, { [`${folder}/a.ts`]: lines(400) }), [])
      assert.match(String(await problemsOf(sizes, { [`${folder}/a.ts`]: lines(401) })), /a\.ts:?\d* has 401 lines/)
    }
  })

  it('refuses a function of 61 lines and accepts one of 60', async () => {
    assert.deepEqual(await problemsOf(sizes, { 'src/a.ts': functionOf(60) }), [])
    assert.deepEqual(await problemsOf(sizes, { 'src/a.ts': `\n${functionOf(61)}` }), [
      'src/a.ts:2 has 61 lines, at most 60',
    ])
  })

  it('counts the body of describe as a list, but not the body of a test', async () => {
    const body = `() => {\n${lines(60)}}`
    assert.deepEqual(await problemsOf(sizes, { 'test/a.test.ts': `describe('x', ${body})\n` }), [])
    assert.equal((await problemsOf(sizes, { 'test/a.test.ts': `it('x', ${body})\n` })).length, 1)
  })

  it('refuses a median over 60 lines and a 90th percentile over 200', async () => {
    assert.match(
      String(await problemsOf(sizes, smallFiles(20, lines(61)))),
      /^median lines per file .* 61, at most 60$/,
    )
    const mostlySmall = { ...smallFiles(20, lines(5)), ...smallFiles(3, lines(201)) }
    assert.match(String(await problemsOf(sizes, mostlySmall)), /90th percentile, .* 201, at most 200$/)
  })

  it('refuses functions whose 90th percentile is over 25 lines, or of which 1 % are over 50', async () => {
    assert.match(String(await problemsOf(sizes, smallFiles(20, functionOf(26)))), /function, 90th .* 26, at most 25$/)
    const oneIn100 = { ...smallFiles(99, functionOf(3)), 'src/app/long.ts': functionOf(51) }
    assert.match(String(await problemsOf(sizes, oneIn100)), /^1\.0 % of functions .*: src\/app\/long\.ts:1 \(51\)$/)
    const oneIn101 = { ...smallFiles(100, functionOf(3)), 'src/app/long.ts': functionOf(51) }
    assert.deepEqual(await problemsOf(sizes, oneIn101), [])
  })
})

describe('the name check', () => {
  it('refuses empty words in core, ports and app, and anything but kebab-case', async () => {
    const bad = ['src/core/utils.ts', 'src/app/event-handler.ts', 'src/ports/types.ts', 'src/http/MyServer.ts']
    const good = [
      'src/core/split-message.ts',
      'src/app/drain-outbox.ts',
      'src/networks/irc/handler.ts',
      'test/a.test.ts',
    ]
    const files = Object.fromEntries([...bad, ...good].map((path) => [path, '']))
    const problems = await problemsOf(names, files)
    assert.deepEqual(problems.map((problem) => problem.replace(/:? .*/, '')).sort(), bad.sort())
  })
})

describe('the text check', () => {
  // In two parts, so that this file does not break the rules it plants violations of.
  const planted: readonly [path: string, text: string][] = [
    ['src/a.ts', `// TO${''}DO later`],
    ['docs/a.md', `FIX${''}ME`],
    ['test/a.test.ts', `it.on${''}ly('x', f)`],
    ['test/b.test.ts', `this.sk${''}ip()`],
    ['bridge-config/config.yaml', `path: /wo${''}rk/main`],
    ['README.md', `see /tm${''}p/notes`],
    ['scripts/a.js', `const home = '/ro${''}ot/x'`],
    ['package-lock.json', `"url": "https://registry.npm${''}js.org/x"`],
    ['package-lock.json', '"resolved": "https://packages.example/x"'],
    ['src/b.ts', `// @ts-no${''}check`],
    ['src/c.ts', `/* oxlint-dis${''}able max-lines */`],
    ['.ci/run', `pip install -i https://py${''}pi.org/simple`],
    ['scripts/b.ts', `'http://deb.deb${''}ian.org/debian'`],
  ]
  for (const [path, text] of planted) {
    it(`refuses ${JSON.stringify(text)} in ${path}`, async () => {
      const problems = await problemsOf(textRules, { [path]: `fine\n${text}\n` })
      assert.equal(problems.length, 1)
      assert.ok(problems[0]?.startsWith(`${path}:2 names `), problems[0])
    })
  }

  it('does not look into what git ignores, nor into binary files', async () => {
    const bad = `// TO${''}DO`
    const files = { '.gitignore': '.cache/\n*.log\n', '.cache/a.ts': bad, 'src/a.log': bad, 'src/b.ts': `\0${bad}` }
    assert.deepEqual(await problemsOf(textRules, files), [])
  })

  it('accepts relative paths and words that only look alike', async () => {
    const text = "import '../work/plan.ts'\nconst url = 'https://x.example/root/a'\nconst mastodon = todo.skipped(1)\n"
    assert.deepEqual(await problemsOf(textRules, { 'test/a.test.ts': text }), [])
  })
})
