import assert from 'node:assert/strict'
import { createDoubt } from '../../src/app/doubt.ts'

const start = 1_000_000
const fresh: readonly number[] = []

describe('whether the homeserver has left something behind', () => {
  it('shows in the first number after a start, and in a gap', () => {
    const doubt = createDoubt()
    assert.equal(doubt.since(start), undefined)
    doubt.begin(start)
    assert.equal(doubt.since(start), undefined)
    assert.equal(doubt.sinceBegin(start), start - 60_000, 'what nothing follows shows in no number')
    doubt.saw('7', fresh, start + 10)
    assert.equal(doubt.since(start + 10), start - 60_000)
    const calm = createDoubt()
    calm.saw('7', fresh, start)
    calm.begin(start)
    calm.saw('8', fresh, start + 10)
    assert.equal(calm.since(start + 10), undefined, 'nothing is missing')
    calm.saw('10', fresh, start + 20)
    assert.equal(calm.since(start + 20), start - 60_000)
  })

  it('is not asked where others make gaps and nothing had to be caught up with, nor for ever', () => {
    const doubt = createDoubt()
    for (const number of ['7', '9', '12', 'abc']) doubt.saw(number, [start], start)
    assert.equal(doubt.since(start), undefined)
    doubt.begin(start)
    doubt.saw('20', fresh, start)
    assert.equal(doubt.since(start + 59_999), start - 60_000)
    assert.equal(doubt.since(start + 60_000), undefined)
    doubt.begin(start + 70_000)
    assert.equal(doubt.since(start + 70_001), undefined, 'a new doubt knows of no gap')
  })

  it('begins when events come late', () => {
    const doubt = createDoubt()
    doubt.saw('7', fresh, start)
    assert.equal(doubt.saw('8', [start - 1600], start), true)
    assert.equal(doubt.saw('10', [start], start + 100), false)
    assert.equal(doubt.since(start + 100), start - 60_000)
  })
})
