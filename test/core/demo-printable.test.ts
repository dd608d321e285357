import assert from 'node:assert/strict'
import { printable } from '../../scripts/demo/printable.ts'

describe('what the demo prints of a message', () => {
  it('has no character that a terminal obeys; lines and letters stay', () => {
    assert.equal(printable('a\r\nb\rc\n\tüß→ 你'), 'a\nb\nc\n üß→ 你')
    assert.equal(printable('\x1b[2Jgone\x07\0 \x9b31mred\x7f\u202eback'), '[2Jgone 31mredback')
  })
})
