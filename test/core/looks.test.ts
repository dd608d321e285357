import assert from 'node:assert/strict'
import { createLooks } from '../../src/app/looks.ts'

describe('looking for work', () => {
  it('nobody looks again when all was found, nothing was put off and nothing came meanwhile', () => {
    const looks = createLooks()
    looks.begin()
    looks.found(0, true, undefined, 0)
    looks.begin()
    looks.found(1, true, undefined, 0)
    assert.equal(looks.start()(true), false)
  })

  it('somebody looks again before it is known when deferred work is due', () => {
    const looks = createLooks()
    looks.begin()
    looks.found(1, true, undefined, 0)
    assert.equal(looks.start()(true), true)
    looks.begin()
    looks.found(0, true, 700, 0)
    assert.equal(looks.retryAt(), 700)
    looks.begin()
    looks.found(2, true, undefined, 500)
    assert.equal(looks.retryAt(), 700, 'still known')
    assert.equal(looks.start()(true), false)
    looks.begin()
    looks.found(1, true, undefined, 700)
    assert.equal(looks.retryAt(), undefined, 'it was due, and what comes next is not known')
    assert.equal(looks.start()(true), true)
  })

  it('somebody looks again when work was put off, when there was more, and when a look came in between', () => {
    const looks = createLooks()
    looks.begin()
    looks.found(0, true, undefined, 0)
    looks.begin()
    looks.found(1, true, undefined, 0)
    assert.equal(looks.start()(false), true)
    const isLookNeeded = looks.start()
    looks.begin()
    looks.found(0, true, undefined, 0)
    assert.equal(isLookNeeded(true), true)
    looks.begin()
    looks.found(400, false, undefined, 0)
    assert.equal(looks.start()(true), true)
  })
})
