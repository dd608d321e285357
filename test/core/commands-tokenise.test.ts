import assert from 'node:assert/strict'
import fc from 'fast-check'
import { tokenise } from '../../src/core/commands/tokenise.ts'

const words = (line: string) => {
  const split = tokenise(line)
  return split.ok ? split.tokens.map((token) => token.text) : undefined
}

describe('splitting a command into words', () => {
  const rows: readonly (readonly [line: string, words: readonly string[]])[] = [
    ['a  b\tc\nd', ['a', 'b', 'c', 'd']],
    ['a,b, c', ['a', ',', 'b', ',', 'c']],
    ['"two words" x', ['two words', 'x']],
    ['“two words” „zwei Wörter“ «deux mots» »zwei«', ['two words', 'zwei Wörter', 'deux mots', 'zwei']],
    ['"begun straight, ended curly”', ['begun straight, ended curly']],
    ['"with \\"marks\\" and \\\\"', ['with "marks" and \\']],
    ['""', ['']],
    ["it's fine", ["it's", 'fine']],
    ['name="Mira Meier"', ['name=', 'Mira Meier']],
    ['', []],
  ]
  for (const [line, wanted] of rows) {
    it(`${JSON.stringify(line)} is ${JSON.stringify(wanted)}`, () => assert.deepEqual(words(line), wanted))
  }

  it('says where an unclosed quotation mark stands', () => {
    assert.deepEqual(tokenise('a "b c'), { ok: false, at: 2 })
  })

  it('every unquoted word stands in the line where it says it does, whatever the line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (line) => {
        const split = tokenise(line)
        if (!split.ok) return
        for (const { at, text, isQuoted } of split.tokens)
          if (!isQuoted) assert.equal(line.slice(at, at + text.length), text)
      }),
    )
  })
})
