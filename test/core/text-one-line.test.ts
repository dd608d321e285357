import assert from 'node:assert/strict'
import fc from 'fast-check'
import { oneLine } from '../../src/core/text/one-line.ts'

const countCharacters = (text: string) => [...new Intl.Segmenter('en').segment(text)].length

describe('one line', () => {
  it('keeps ordinary text, emoji and right-to-left scripts as they are', () => {
    for (const text of ['Anna Müller', '👩‍👩‍👧 ok', 'سلام', 'e\u0301', '日本語']) assert.equal(oneLine(text), text)
  })

  it('a cut never halves a character and shows itself', () => {
    assert.equal(oneLine('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 2), '👩‍👩‍👧…')
    assert.equal(oneLine('abcdef', 6), 'abcdef')
    assert.equal(oneLine('abcdefg', 6), 'abcde…')
  })

  it('towers of accents are taken down', () => {
    assert.ok(oneLine(`a${'\u0301'.repeat(5000)}b`, 10).length < 10)
  })

  it('any text becomes one well-formed line within its limit, and a second time changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 1, max: 60 }), (text, max) => {
        const line = oneLine(text, max)
        assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b\ufeff]/u)
        assert.ok(line.isWellFormed())
        assert.ok(countCharacters(line) <= max)
        assert.equal(oneLine(line, max), line)
      }),
    )
  })
})
