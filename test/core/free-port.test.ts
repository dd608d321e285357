import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { freePort } from '../support/free-port.ts'

describe('a free port', () => {
  it('is given to nobody else, though nobody listens on it yet', async () => {
    const ports = await Promise.all(Array.from({ length: 400 }, () => freePort()))
    assert.equal(new Set(ports).size, ports.length)
  })

  it('can be listened on', async () => {
    const server = createServer().listen(await freePort(), '127.0.0.1')
    await new Promise((resolve, reject) => void server.once('listening', resolve).once('error', reject))
    await new Promise((resolve) => void server.close(resolve))
  })
})
