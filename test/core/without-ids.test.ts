import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Message, RichNode } from '../../src/core/message/message.ts'
import { visibleText } from '../../src/core/message/visible-text.ts'
import { messageWithoutIds, textWithoutIds } from '../../src/core/message/without-ids.ts'

const ghost = '@sb_libera_anna:hs'
const names = {
  nameOf: (id: string, shown: string) => (id === ghost ? 'anna' : shown),
  place: '[internal link]',
  servers: ['hs'],
}
const clean = (text: string) => textWithoutIds(text, names)
const opaque = 'Bxr9_RSTUVWXYZabcdefghijklmnopqrstuvwxyz-01'
const text = (value: string): RichNode => ({ type: 'text', text: value })
const link = (url: string, ...children: RichNode[]): RichNode => ({ type: 'link', url, children })

describe('a text without Matrix ids', () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ['a person', 'ask @bob:secret.example.', 'ask bob.'],
    ['a person at the beginning', '@bob:secret.example: look', 'bob: look'],
    ['a person of a server with a port', '(@bob:[2001:db8::1]:8448), @eve:10.0.0.1:80', '(bob), eve'],
    ['a person of our own server, which has no dot', '@bob:hs and @bob:localhost', 'bob and bob'],
    ['a person in the quote of an old client', '> <@bob:secret.example> one\nyes', '> <bob> one\nyes'],
    ['a person in capitals and percent signs', 'see %40Bob%3ASecret.Example', 'see Bob'],
    ['the customer', `${ghost}: hello`, 'anna: hello'],
    ['the address of a room', 'come to #help:secret.example', 'come to #help'],
    ['a room', 'in !abcdefghijklmnopqr:secret.example?', 'in [internal link]?'],
    ['a room of version 12, and an event', `!${opaque} $${opaque}`, '[internal link] [internal link]'],
    ['an event of an old room', '$1234567890abcdef:secret.example', '[internal link]'],
    ['a file of the homeserver', 'it is at mxc://secret.example/abc', 'it is at [internal link]'],
    ['a mention in Markdown', '[Bob](https://matrix.to/#/@bob:secret.example): look', 'Bob: look'],
    ['a mention whose label is an id', '[@bob:secret.example](https://matrix.to/#/%40bob%3Asecret.example)', 'bob'],
    ['a link to a person', 'write https://matrix.to/#/@bob:secret.example?via=x.example.', 'write bob.'],
    ['a link without its scheme', 'matrix.to/#/%40bob%3Asecret.example', 'bob'],
    ['a link to an event', `see <https://matrix.to/#/!x:secret.example/$${opaque}?via=a.b>`, 'see <[internal link]>'],
    ['a link to a room', 'https://matrix.to/#/%23help%3Asecret.example', '#help'],
    ['a matrix: link', 'matrix:u/bob:secret.example?action=chat matrix:roomid/x:secret.example', 'bob [internal link]'],
    ['a link into a client', 'https://app.element.io/#/room/!x:secret.example/$y', '[internal link]'],
    ['a link that holds a person', 'https://app.element.io/#/user/@bob:secret.example', 'bob'],
  ]
  for (const [what, said, expected] of rows)
    it(`[I6] has ${what} as people call it`, () => assert.equal(clean(said), expected))

  it('keeps what only looks like one', () => {
    const kept = [
      'mail bob@example.org:25 or me@example.org, scp x me@host.example:backup.tar',
      '@bob: please look, @bob:please',
      'at 10:30, $5:30.00, #1:2.3, a:b.c',
      'https://user:pass@example.org:8080/a#b:c.d',
      'https://social.example/@bob/1 and matrix: the film',
      '[docs](https://docs.example/a_(b))',
      '!important $amount #tag',
    ]
    for (const said of kept) assert.equal(clean(said), said)
  })

  it('[I6] holds no id, whatever stands around it', () => {
    const around = fc.constantFrom(
      '@',
      '(',
      ')',
      '[',
      ']',
      '<',
      ' ',
      '\n',
      ' https://matrix.to/#/',
      ' matrix:u/',
      '%40',
      ':',
      '.',
      '/',
      '"',
      '',
    )
    const id = fc.constantFrom('@bob:secret.example', '%40bob%3Asecret.example', '@bob:hs')
    fc.assert(
      fc.property(fc.array(fc.tuple(around, id, around), { maxLength: 4 }), (parts) => {
        assert.doesNotMatch(clean(parts.flat().join('')), /bob(:|%3A)(secret|hs)/i)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a message without Matrix ids', () => {
  const message = (changes: Partial<Message>): Message => ({ kind: 'text', text: 'x', ...changes })
  const of = (changes: Partial<Message>) => messageWithoutIds(message(changes), names)

  it('[I6] says a mentioned person as the sender saw them', () => {
    const pill = link('https://matrix.to/#/@bob:secret.example', text('Bob'))
    const said = '[Bob](https://matrix.to/#/@bob:secret.example): look'
    assert.deepEqual(of({ text: said, rich: [pill, text(': look')] }), message({ text: 'Bob: look' }))
    const bold: RichNode = {
      type: 'styled',
      style: 'bold',
      children: [link('matrix:u/bob:secret.example', text('@bob:secret.example'))],
    }
    assert.deepEqual(of({ text: said, rich: [bold] }), {
      ...message({ text: 'Bob: look' }),
      rich: [{ type: 'styled', style: 'bold', children: [text('bob')] }],
    })
  })

  it('[I6] keeps links that lead outside, and of the others what is shown', () => {
    const outside = link('https://docs.example', text('the docs'))
    const inside = link('https://app.element.io/#/room/!x:secret.example', text('our room'))
    assert.deepEqual(of({ rich: [outside, text(' '), inside] }).rich, [outside, text(' '), text('our room')])
  })

  it('[I6] gives its formatting up where an id is made of several pieces', () => {
    const split: RichNode = { type: 'styled', style: 'bold', children: [text('secret.example')] }
    assert.deepEqual(
      of({ text: 'ask @bob:secret.example', rich: [text('ask @bob:'), split] }),
      message({ text: 'ask bob' }),
    )
  })

  it('is what its formatted text says, where the other text says something else', () => {
    assert.deepEqual(of({ text: 'one', rich: [text('two')] }), message({ text: 'two' }))
  })

  it('[I6] has no id in the name of its file', () => {
    const file = { url: 'mxc://secret.example/a', name: 'for @bob:secret.example.png', kind: 'image' } as const
    assert.deepEqual(of({ text: file.name, file }), message({ text: 'for bob', file: { ...file, name: 'for bob' } }))
  })

  it('[I6] never shows one in its formatted text', () => {
    const piece = fc.constantFrom(
      '@bob',
      ':',
      'secret.example',
      '@bob:secret.example',
      ' ',
      '[',
      '](https://matrix.to/#/',
    )
    const leaf = piece.map(text)
    const node = fc.oneof(
      leaf,
      fc.array(leaf, { maxLength: 3 }).map((children): RichNode => ({ type: 'styled', style: 'italic', children })),
      fc
        .array(leaf, { maxLength: 3 })
        .map((children): RichNode => link('https://matrix.to/#/@bob:secret.example', ...children)),
    )
    fc.assert(
      fc.property(fc.array(node, { maxLength: 6 }), (rich) => {
        const shown = of({ rich })
        assert.doesNotMatch(`${shown.text}\n${visibleText(shown.rich ?? [])}`, /@bob:secret/)
      }),
      { numRuns: 2000 },
    )
  })
})
