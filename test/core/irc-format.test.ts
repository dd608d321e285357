import { deepEqual, equal, ok } from 'node:assert/strict'
import fc from 'fast-check'
import type { RichNode } from '../../src/core/message/message.ts'
import { toLines } from '../../src/networks/irc/format.ts'
import { colourOf, numberOf } from '../../src/networks/irc/palette.ts'
import { parseFormatting, stripFormatting } from '../../src/networks/irc/parse-formatting.ts'
import { splitLine } from '../../src/networks/irc/split.ts'
import { plain, type Style, type StyledLine, sameStyle } from '../../src/networks/irc/style.ts'

const letters = fc.constantFrom(...'abc ,0123456789.äß€字👩‍🚒🇩🇪é'.match(/./gu)!, 'e\u0301', '👨‍👩‍👧‍👦', '👍🏽')
const text = fc.array(letters, { minLength: 1, maxLength: 40 }).map((parts) => parts.join(''))
const colour = fc.integer({ min: 0, max: 98 }).map((number) => colourOf(number) as string)
const flags = fc.record(
  {
    bold: fc.constant(true as const),
    italic: fc.constant(true as const),
    underline: fc.constant(true as const),
    strike: fc.constant(true as const),
    code: fc.constant(true as const),
    color: colour,
    background: colour,
  },
  { requiredKeys: [], noNullPrototype: true },
)
const run = fc.record({ text, style: flags })
const line: fc.Arbitrary<StyledLine> = fc.array(run, { minLength: 1, maxLength: 12 })

/** A tree back as runs, neighbours of the same look joined. */
function runsOf(nodes: readonly RichNode[], style: Style = plain): { text: string; style: Style }[] {
  const runs = nodes.flatMap((node) => {
    if (node.type === 'text') return [{ text: node.text, style }]
    if (node.type === 'styled') return runsOf(node.children, { ...style, [node.style]: true })
    if (node.type !== 'colored') throw new Error(`unexpected ${node.type}`)
    const { color, background, children } = node
    return runsOf(children, { ...style, ...(color ? { color } : {}), ...(background ? { background } : {}) })
  })
  return join(runs)
}

function join(runs: readonly { text: string; style: Style }[]): { text: string; style: Style }[] {
  return runs.reduce<{ text: string; style: Style }[]>((joined, next) => {
    const last = joined.at(-1)
    if (last && sameStyle(last.style, next.style)) last.text += next.text
    else joined.push({ ...next })
    return joined
  }, [])
}

function read(piece: string) {
  const parsed = parseFormatting(piece)
  return runsOf(parsed.rich ?? [{ type: 'text', text: parsed.text }])
}

describe('irc: formatting', () => {
  it('what is written with mIRC codes is read as the same text in the same look', () => {
    fc.assert(
      fc.property(line, (runs) => {
        const [piece = ''] = splitLine(runs, 1_000_000)
        deepEqual(read(piece), join(runs))
      }),
    )
  })

  it('every piece of a long line keeps within its bytes, and the pieces say the whole in the same look', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 5, maxLength: 12 }),
        fc.integer({ min: 100, max: 450 }),
        (lines, budget) => {
          const runs = lines.flat()
          const pieces = splitLine(runs, budget)
          for (const piece of pieces) ok(Buffer.byteLength(piece) <= budget, `${Buffer.byteLength(piece)} > ${budget}`)
          deepEqual(join(pieces.flatMap(read)), join(runs))
        },
      ),
    )
  })

  it('no piece ends inside a character that people see', () => {
    const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' })
    const family = '👨‍👩‍👧‍👦'
    for (let shift = 0; shift < 30; shift++) {
      const whole = 'x'.repeat(shift) + family.repeat(20)
      const pieces = splitLine([{ text: whole, style: plain }], 100)
      const seen = pieces.flatMap((piece) => Array.from(clusters.segment(piece), ({ segment }) => segment))
      deepEqual(seen, [...'x'.repeat(shift), ...Array.from({ length: 20 }, () => family)])
    }
  })

  it('a line is cut between words where it can be, and anywhere where it cannot', () => {
    deepEqual(splitLine([{ text: `${'a'.repeat(60)} ${'b'.repeat(60)}`, style: plain }], 100), [
      `${'a'.repeat(60)} `,
      'b'.repeat(60),
    ])
    deepEqual(
      splitLine([{ text: 'a'.repeat(250), style: plain }], 100).map(({ length }) => length),
      [100, 100, 50],
    )
  })

  it('an endless cluster of marks is cut too', () => {
    const pieces = splitLine([{ text: `o${'\u0300'.repeat(500)}`, style: plain }], 100)
    ok(pieces.every((piece) => Buffer.byteLength(piece) <= 100))
    equal(pieces.join(''), `o${'\u0300'.repeat(500)}`)
  })

  it('[I6] whatever an agent types, no line of it holds a control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (typed) => {
        for (const runs of toLines({ kind: 'text', text: typed })) {
          for (const { text: said } of runs) ok(!/[\0-\x1f\x7f-\x9f]/.test(said))
        }
      }),
    )
  })

  it('[I6] thousands of codes make neither a deep tree nor many parts', () => {
    const bomb = '\x02\x1d\x1f\x0304,05\x1e\x11\x16\x04ff0000'.repeat(3000)
    const started = performance.now()
    deepEqual(parseFormatting(bomb), { text: '' })
    const alternating = parseFormatting('\x02a'.repeat(400))
    equal(alternating.rich?.length, 400)
    equal(stripFormatting(`${bomb}text`), 'text')
    ok(performance.now() - started < 500)
  })

  it('a colour code does not swallow the digits and commas behind it', () => {
    const [piece = ''] = splitLine([{ text: ',5 euros', style: { color: '#ff0000' } }], 200)
    equal(parseFormatting(piece).text, ',5 euros')
    equal(parseFormatting('\x0304,05x').text, 'x')
    equal(parseFormatting('\x034,x').text, ',x')
    equal(parseFormatting('\x03123').text, '3')
  })

  it('a colour outside of the palette becomes the nearest that all clients know', () => {
    equal(numberOf('#fe0101'), 4)
    equal(numberOf('#000001'), 1)
    equal(numberOf('nonsense'), 1)
  })

  it('lists, quotes, links and headings become lines people understand', () => {
    const rich: readonly RichNode[] = [
      { type: 'block', block: 'heading', children: [{ type: 'text', text: 'Steps' }] },
      {
        type: 'list',
        ordered: true,
        items: [[{ type: 'text', text: 'open it' }], [{ type: 'text', text: 'close it' }]],
      },
      { type: 'block', block: 'quote', children: [{ type: 'text', text: 'said\nbefore' }] },
      { type: 'text', text: 'see ' },
      { type: 'link', url: 'https://example.org/', children: [{ type: 'text', text: 'here' }] },
      { type: 'break' },
      { type: 'break' },
      { type: 'link', url: 'https://example.org/', children: [{ type: 'text', text: 'https://example.org/' }] },
    ]
    const lines = toLines({ kind: 'text', text: 'unused', rich })
    deepEqual(
      lines.map((runs) => runs.map((part) => part.text).join('')),
      [
        'Steps',
        '1. open it',
        '2. close it',
        '> said',
        '> before',
        'see here (https://example.org/)',
        'https://example.org/',
      ],
    )
    deepEqual(lines[0]?.[0]?.style, { bold: true })
  })

  it('empty lines are left out, all kinds of line ends count', () => {
    const lines = toLines({ kind: 'text', text: 'one\r\n\r\n  \ntwo\rthree\n' })
    deepEqual(
      lines.map((runs) => runs.map((part) => part.text).join('')),
      ['one', 'two', 'three'],
    )
  })
})
