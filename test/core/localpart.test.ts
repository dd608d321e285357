import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  decodeLocalpart,
  encodeLocalpart,
  escapePattern,
  fillTemplate,
  matchTemplate,
  templatePattern,
} from '../../src/util/localpart.ts'

describe('localparts', () => {
  it('are written as mautrix bridges write them', () => {
    const rows: readonly (readonly [string, string])[] = [
      ['anna', 'anna'],
      ['Anna', '_anna'],
      ['libera_anna', 'libera=5fanna'],
      ['a=b', 'a=3db'],
      ['x.y-z09', 'x.y-z09'],
      ['[away]', '=5baway=5d'],
      ['Ä', '=c3=84'],
      ['a b/c', 'a=20b=2fc'],
    ]
    for (const [text, localpart] of rows) {
      assert.equal(encodeLocalpart(text), localpart)
      assert.equal(decodeLocalpart(localpart), text)
    }
  })

  it('every text comes back, in characters Matrix allows', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0x10ffff })), (codePoints) => {
        const text = String.fromCodePoint(...codePoints).toWellFormed()
        const localpart = encodeLocalpart(text)
        assert.match(localpart, /^[a-z0-9._=-]*$/)
        assert.equal(decodeLocalpart(localpart), text)
      }),
    )
  })

  it('what was never encoded is not decoded', () => {
    for (const foreign of ['_', 'a_', '=4', '=zz', '=41', '=61', 'A', 'ä', '=ff', '__a', '=C3=84']) {
      assert.equal(decodeLocalpart(foreign), undefined, foreign)
    }
  })

  it('a template is filled and recognised, and recognises nothing else', () => {
    assert.equal(fillTemplate('sb_{{.}}', 'libera_Anna'), 'sb_libera=5f_anna')
    assert.equal(matchTemplate('sb_{{.}}', 'sb_libera=5f_anna'), 'libera_Anna')
    assert.equal(matchTemplate('a_{{.}}_z', 'a_x_z'), 'x')
    for (const other of ['sb_', 'sbx', 'switchboard', 'sb_UPPER']) {
      assert.equal(matchTemplate('sb_{{.}}', other), undefined, other)
    }
  })

  it('a template becomes a pattern that takes its own letters literally', () => {
    assert.equal(templatePattern('s.b_{{.}}'), 's\\.b_.*')
    assert.equal(escapePattern('example.com'), 'example\\.com')
  })
})
