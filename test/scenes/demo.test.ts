import assert from 'node:assert/strict'
import { join } from 'node:path'
import { needServers, projectRoot } from '../servers/installed.ts'
import { startChild } from '../support/child-process.ts'

describe('the demo', function () {
  this.timeout(180_000)

  it('[P1] plays one whole conversation on servers of its own, sees every step, and leaves nothing behind', async function () {
    needServers(this, 'synapse', 'inspircd')
    const demo = await startChild({ command: process.execPath, args: [join(projectRoot, 'scripts/demo.ts'), '--once'] })
    const { code } = await demo.exited
    assert.equal(code, 0, demo.output)
    assert.match(demo.output, /IRC {5}support → anna +Mira closed this conversation/)
    assert.match(demo.output, /Everything is stopped; nothing is left behind\.\s*$/)
  })
})
