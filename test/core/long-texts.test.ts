import { equal, ok } from 'node:assert/strict'
import type { Message } from '../../src/core/message/message.ts'
import { textWithoutIds } from '../../src/core/message/without-ids.ts'
import { htmlToRich } from '../../src/matrix/html-to-rich.ts'
import { toLines } from '../../src/networks/irc/format.ts'
import { encodeMessage } from '../../src/networks/slack/encode.ts'
import { readMessage } from '../../src/networks/slack/read-message.ts'
import { toBodies } from '../../src/networks/xmpp/to-bodies.ts'
import { withoutEnd } from '../../src/util/without-end.ts'

const length = 60_000
/** Whoever works on one text keeps all others waiting. By the square of its length each of these takes several seconds. */
const patienceMs = 1500

const texts: Readonly<Record<string, string>> = {
  dots: `https://${'.'.repeat(length)}a`,
  'an address of Matrix with dots': `https://matrix.to/#/@a:b${'.'.repeat(length)}a`,
  'line ends': `a${'\n'.repeat(length)}b`,
  spaces: `a${' '.repeat(length)}b`,
  brackets: '<'.repeat(length),
  colons: ':a'.repeat(length / 2),
  'marks above a letter': `a${'\u0301'.repeat(length)}`,
}

const works: Readonly<Record<string, (text: string) => unknown>> = {
  'to Slack': (text) => encodeMessage(formatted(text)),
  'from Slack': (text) => readMessage({ text }, { nameOf: (user) => user }),
  'to XMPP': (text) => toBodies(formatted(text), 10_000),
  'to IRC': (text) => toLines(formatted(text)),
  'from Matrix': (text) => htmlToRich(`<pre>${text}</pre>${text}`),
  'without ids': (text) =>
    textWithoutIds(text, { nameOf: (_id, shown) => shown, place: 'a room', servers: ['hs.example'] }),
}

function formatted(text: string): Message {
  const said = { type: 'text', text } as const
  const quote = { type: 'block', block: 'quote', children: [said] } as const
  return { kind: 'text', text, rich: [{ type: 'styled', style: 'bold', children: [said] }, quote] }
}

describe('long texts', function () {
  this.timeout(60_000)

  for (const [way, work] of Object.entries(works)) {
    it(`[I7] ${way}: no shape of a text holds up everybody`, () => {
      for (const [shape, text] of Object.entries(texts)) {
        const startedAt = performance.now()
        work(text)
        const tookMs = performance.now() - startedAt
        ok(tookMs < patienceMs, `${shape}: ${Math.round(tookMs)} ms`)
      }
    })
  }

  it('the end of a text is cut off, and nothing else', () => {
    equal(withoutEnd('a.b,.', '.,'), 'a.b')
    equal(withoutEnd('...', '.'), '')
    equal(withoutEnd('', '.'), '')
  })
})
