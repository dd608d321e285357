import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tasks } from '../../scripts/setup/tasks.js'

const scripts = join(import.meta.dirname, '../../scripts')

/** The servers that the scripts of a folder start. */
function startedBy(folder: string): readonly string[] {
  const texts = readdirSync(join(scripts, folder)).map((file) => readFileSync(join(scripts, folder, file), 'utf8'))
  const imported = texts.flatMap((text) => [...text.matchAll(/test\/servers\/([a-z-]+)\.ts/g)].map(([, name]) => name))
  return tasks.setup.needs.filter((name) => imported.includes(name))
}

describe('what a task needs', () => {
  it('the demo and the bench install every server they start', () => {
    assert.deepEqual(startedBy('demo').toSorted(), tasks.demo.needs.toSorted())
    const { needs } = tasks.bench
    assert.deepEqual([...startedBy('bench'), 'heisenbridge'].toSorted(), needs.toSorted())
  })

  it('every task names servers that can be installed', () => {
    for (const { needs } of Object.values(tasks))
      for (const name of needs) assert(tasks.setup.needs.includes(name), name)
  })
})
