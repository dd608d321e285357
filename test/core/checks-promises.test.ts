import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generated } from '../../scripts/checks/generated.ts'
import { promises } from '../../scripts/checks/promises.ts'
import { runSteps } from '../../scripts/checks/run-steps.ts'
import { temporaryProject } from '../support/temporary-project.ts'

const count = (letter: string, last: number) => Array.from({ length: last }, (_, index) => `${letter}${index + 1}`)
const ids = [...count('P', 22), ...count('F', 14), ...count('I', 8)]
const document = (rows: readonly string[]) => rows.map((id) => `| ${id} | what it means |\n`).join('')
const without = (...missing: readonly string[]) => ids.filter((id) => !missing.includes(id))

function project(open: readonly string[], test: string, rows: readonly string[] = ids) {
  return temporaryProject({
    'docs/promises.md': document(rows),
    'docs/promises-open.txt': `# a remark\n${open.join('\n')}\n`,
    'test/core/a.test.ts': test,
  })
}

async function problemsOf(...given: Parameters<typeof project>): Promise<readonly string[]> {
  await using made = await project(...given)
  return (await promises.run(made.root)).problems
}

describe('the promises check', () => {
  it('accepts ids that stand in a title, alone or with others, or on the list', async () => {
    const test = `describe('[P1] [I2] x', () => { it(\`[F3] \${y} z\`, f) })`
    assert.deepEqual(await problemsOf(without('P1', 'I2', 'F3'), test), [])
  })

  it('refuses an id that has neither a test nor a place on the list', async () => {
    const problem = 'P13 has no test whose title begins with [P13]'
    assert.deepEqual(await problemsOf(without('P13'), ''), [problem])
    assert.deepEqual(await problemsOf(without('P13'), "// it('[P13] x')\nit('about [P13]', f)"), [problem])
  })

  it('refuses an id on the list that has a test, so that the list gets shorter', async () => {
    assert.deepEqual(await problemsOf(ids, "it('[I3] x', f)"), ['I3 has a test: take it off docs/promises-open.txt'])
  })

  it('refuses a promise without a row, with two rows or with an empty one', async () => {
    const missing = ['docs/promises.md must have one row F7']
    assert.deepEqual(await problemsOf(ids, '', without('F7')), missing)
    assert.deepEqual(await problemsOf(ids, '', [...ids, 'F7']), missing)
    await using made = await project(ids, '', without('F7'))
    await writeFile(join(made.root, 'docs/promises.md'), `${document(without('F7'))}| F7 |  |\n`)
    assert.deepEqual((await promises.run(made.root)).problems, missing)
  })

  it('refuses ids that are no promise, in rows, on the list and in titles', async () => {
    const problems = await problemsOf([...ids, 'P24'], "it('[P23] x', f)", [...ids, 'I9'])
    assert.deepEqual(problems.map((problem) => problem.replace(/.* names (\w+),.*/, '$1')).sort(), ['I9', 'P23', 'P24'])
  })

  it('refuses an id that comes back to the list', async () => {
    await using made = await project(ids, '')
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...args], { cwd: made.root })
    const commit = async (open: readonly string[]) => {
      await writeFile(join(made.root, 'docs/promises-open.txt'), `${open.join('\n')}\n`)
      git('add', 'docs')
      git('commit', '-q', '-m', 'list')
    }
    git('init', '-q')
    await commit(ids)
    await commit(without('P2'))
    await commit(ids)
    assert.deepEqual((await promises.run(made.root)).problems, [
      'P2 was taken off docs/promises-open.txt and may not return',
    ])
  })
})

describe('the check of generated files', () => {
  const generator = (code: number) => `console.log(process.argv.slice(2).join()); process.exitCode = ${code}\n`

  it('passes --check to every generator and reports the one that differs', async () => {
    await using made = await temporaryProject({
      'scripts/generate/config.ts': generator(1),
      'scripts/generate/commands.ts': generator(0),
    })
    assert.deepEqual((await generated.run(made.root)).problems, ['scripts/generate/config.ts: --check'])
    await rm(join(made.root, 'scripts/generate'), { recursive: true })
    assert.deepEqual((await generated.run(made.root)).problems, [])
  })
})

describe('a run of checks', () => {
  it('counts what passed and failed, says what is wrong, and takes a crash for a failure', async () => {
    const said: string[] = []
    const step = (name: string, run: () => Promise<{ problems: string[] }>) => ({ name, run })
    const steps = [
      step('good', () => Promise.resolve({ problems: [] })),
      step('bad', () => Promise.resolve({ problems: ['src/a.ts is wrong'] })),
      step('broken', () => Promise.reject(new Error('no such tool'))),
    ]
    assert.deepEqual(await runSteps(steps, '.', (line) => said.push(line)), { passed: 1, failed: 2 })
    assert.match(
      said.join('\n'),
      /^ok +good.*\nFAIL +bad.*\n +src\/a\.ts is wrong\nFAIL +broken.*\n +Error: no such tool/,
    )
  })
})
