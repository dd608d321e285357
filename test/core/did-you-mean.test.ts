import assert from 'node:assert/strict'
import { didYouMean } from '../../src/util/did-you-mean.ts'
import { editDistance } from '../../src/util/edit-distance.ts'

describe('did you mean', () => {
  const keys = ['address', 'domain', 'software', 'port', 'id']

  it('a mistyped word gets the nearest known word', () => {
    assert.equal(didYouMean('adress', keys), 'address')
    assert.equal(didYouMean('addresss', keys), 'address')
    assert.equal(didYouMean('domian', keys), 'domain')
    assert.equal(didYouMean('PORT', keys), 'port')
  })

  it('a word unlike every known word gets no suggestion', () => {
    assert.equal(didYouMean('colour', keys), undefined)
    assert.equal(didYouMean('x', keys), undefined)
    assert.equal(didYouMean('', keys), undefined)
    assert.equal(didYouMean('word', []), undefined)
  })

  it('a beginning is enough when only one known word has it', () => {
    assert.equal(didYouMean('soft', keys), 'software')
    assert.equal(didYouMean('warning', ['debug', 'info', 'warn', 'error']), 'warn')
    assert.equal(didYouMean('tran', ['transfer', 'transcript']), undefined)
  })

  it('of equally near words the first is suggested, so that the answer never changes', () => {
    assert.equal(didYouMean('cat', ['bat', 'hat']), 'bat')
  })

  it('a swap of neighbours counts once', () => {
    assert.equal(editDistance('tranfser', 'transfer'), 1)
    assert.equal(editDistance('', 'abc'), 3)
    assert.equal(editDistance('abc', 'abc'), 0)
    assert.equal(editDistance('😀', '😁'), 1)
  })
})
