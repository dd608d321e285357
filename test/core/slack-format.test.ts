import { deepEqual, equal, ok } from 'node:assert/strict'
import fc from 'fast-check'
import type { RichNode } from '../../src/core/message/message.ts'
import { emojiName, emojiNamed } from '../../src/networks/slack/emoji.ts'
import { encodeMessage, longestText } from '../../src/networks/slack/encode.ts'
import { readMrkdwn, unescapeText } from '../../src/networks/slack/read-mrkdwn.ts'
import { readRichText } from '../../src/networks/slack/read-rich-text.ts'
import { checkBlocks } from '../servers/slack/check-blocks.ts'
import { shownBlocks } from '../servers/slack/shown.ts'

const names = { nameOf: (user: string) => user }
const noControls = /^[^\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]*$/
const texts = fc.string({ unit: 'grapheme', maxLength: 60 })
const nasty = fc.oneof(
  texts,
  fc.constantFrom('<!channel>', '&lt;', '<https://a.example|b>', '\0', '\n\n', ' ', ':x:', '👩‍🚒'),
)

const { node } = fc.letrec<{ node: RichNode }>((tie) => {
  const children = fc.array(tie('node'), { maxLength: 3 })
  return {
    node: fc.oneof(
      { maxDepth: 4 },
      fc.record({ type: fc.constant('text' as const), text: nasty }),
      fc.constant({ type: 'break' as const }),
      fc.record({
        type: fc.constant('styled' as const),
        style: fc.constantFrom('bold', 'code', 'underline'),
        children,
      }),
      fc.record({ type: fc.constant('link' as const), url: fc.oneof(fc.webUrl(), nasty), children }),
      fc.record({
        type: fc.constant('block' as const),
        block: fc.constantFrom('quote', 'preformatted', 'heading', 'paragraph'),
        children,
      }),
      fc.record({
        type: fc.constant('list' as const),
        ordered: fc.boolean(),
        items: fc.array(children, { maxLength: 3 }),
      }),
    ) as fc.Arbitrary<RichNode>,
  }
})

describe('slack: what goes onto the wire', () => {
  it('[I6] whatever is written, Slack takes the blocks, and no text has markup or control characters', () => {
    fc.assert(
      fc.property(fc.array(node, { maxLength: 6 }), (rich) => {
        for (const { text, blocks } of encodeMessage({ kind: 'text', text: 'x', rich })) {
          deepEqual(checkBlocks(blocks), blocks)
          ok(!/[<>]|&(?!amp;|lt;|gt;)/.test(text), text)
          ok(noControls.test(text))
          ok(noControls.test(shownBlocks(blocks)))
        }
      }),
    )
  })

  it('[I5] a text of any length arrives whole, in pieces that Slack shows well, cut between characters', () => {
    const long = fc.array(nasty, { minLength: 50, maxLength: 800 }).map((parts) => parts.join(' '))
    const squeezed = (text: string) => text.replace(/[\s\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/g, '').toWellFormed()
    fc.assert(
      fc.property(long, (text) => {
        const pieces = encodeMessage({ kind: 'text', text }).map(({ blocks }) => shownBlocks(blocks))
        for (const piece of pieces) ok(piece.length <= longestText)
        for (const piece of pieces) equal(piece, piece.toWellFormed())
        equal(squeezed(pieces.join('')), squeezed(text))
      }),
      { numRuns: 50 },
    )
  })

  it('what has no words makes no message', () => {
    for (const text of ['', '\n\n', '\0\u0007']) deepEqual(encodeMessage({ kind: 'text', text }), [])
  })
})

describe('slack: what is read', () => {
  it('[I6] what was escaped comes back as it was', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
        equal(unescapeText(escaped), text)
      }),
    )
  })

  it('any text and any blocks are read without an error', () => {
    fc.assert(fc.property(nasty, (text) => void readMrkdwn(text, names)))
    fc.assert(fc.property(fc.anything(), (blocks) => void readRichText(blocks, names)))
    const rich = fc.record({
      type: fc.constantFrom('text', 'link', 'emoji', 'user', 'date', 'list'),
      text: fc.anything(),
      unicode: fc.anything(),
      url: fc.anything(),
      timestamp: fc.anything(),
      elements: fc.anything(),
      indent: fc.anything(),
      style: fc.anything(),
    })
    const blocks = fc
      .array(rich, { maxLength: 5 })
      .map((elements) => [
        { type: 'rich_text', elements: [{ type: 'rich_text_list', elements: [{ elements }] }, { elements }] },
      ])
    fc.assert(fc.property(blocks, (some) => void readRichText(some, names)))
  })

  it('emoji have the names that Slack gives them, with skin tones and flags', () => {
    for (const [emoji, name] of [
      ['👍', '+1'],
      ['👍🏽', '+1::skin-tone-4'],
      ['❤️', 'heart'],
      ['🇩🇪', 'de'],
      ['🇦🇹', 'flag-at'],
    ] as const) {
      equal(emojiName(emoji), name)
      equal(emojiNamed(name), emoji.replace('\uFE0F', ''))
    }
    equal(emojiNamed('thumbsup'), '👍')
    for (const name of ['party_parrot', '+1::skin-tone-99999999999', '', 'flag-de1']) emojiNamed(name)
    equal(emojiNamed('party_parrot'), ':party_parrot:')
    for (const none of ['', 'abc', '👍👍', ':with space:', '🇩']) equal(emojiName(none), undefined)
  })
})
