import assert from 'node:assert/strict'
import { linesMessage, table } from '../../src/core/commands/tables.ts'

describe('tables', () => {
  it('columns line up, and nothing is left at the end of a line', () => {
    assert.equal(
      table(
        [
          ['billing', '3', '9 min'],
          ['technical', '', ''],
        ],
        ['queue', 'waiting', 'longest'],
      ).text,
      'queue      waiting  longest\nbilling    3        9 min\ntechnical',
    )
  })

  it('wide characters take two columns', () => {
    assert.equal(
      table([
        ['日本', 'x'],
        ['abcd', 'y'],
        ['🙂', 'z'],
      ]).text,
      '日本  x\nabcd  y\n🙂    z',
    )
  })

  it('a line of its own widens no column', () => {
    const message = linesMessage(['Everybody who waits in technical:'], [['4711', 'anna']], ['That is all.'])
    assert.equal(message.text, 'Everybody who waits in technical:\n4711  anna\nThat is all.')
    assert.deepEqual(message.rich, [
      { type: 'block', block: 'preformatted', children: [{ type: 'text', text: message.text }] },
    ])
  })

  it('nor does the last cell of a row, however long it is', () => {
    const rows = [
      ['support', 'IRC', 'a long link'],
      ['Not known', 'much of what could be known'],
      ['1', 'waits', '1 min', 'anna'],
    ]
    assert.equal(
      table(rows).text,
      ['support    IRC    a long link', 'Not known  much of what could be known', '1          waits  1 min  anna'].join(
        '\n',
      ),
    )
  })

  it('[I6] what a stranger wrote cannot break out of its cell', () => {
    assert.equal(table([['an\nna\u202e', 'ok']]).text, 'an na  ok')
  })
})
