import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Place } from '../../src/core/commands/command-row.ts'
import { type LineContext, readLine } from '../../src/core/commands/read-line.ts'
import type { Message, RichNode } from '../../src/core/message/message.ts'
import { visibleText } from '../../src/core/message/visible-text.ts'

const text = (body: string): Message => ({ kind: 'text', text: body })
const rich = (body: string, ...nodes: readonly RichNode[]): Message => ({ kind: 'text', text: body, rich: nodes })
const word = (shown: string): RichNode => ({ type: 'text', text: shown })
const at = (place: Place, more: Partial<LineContext> = {}): LineContext => ({ place, prefix: '!sb', ...more })
const inRoom = at('conversation')
const read = (body: string, context = inRoom) => readLine(text(body), context)

describe('commands and what goes to the customer', () => {
  it('ordinary text goes to the customer as it is', () => {
    for (const body of ['hello', 'well! yes', '  indented', '¡hola!', 'close', 'sb help', '']) {
      assert.deepEqual(read(body), { kind: 'to-customer', message: text(body) })
    }
  })

  it('"!close" and "!sb close" are the same command, in rooms and in direct chats, where the bare word is enough', () => {
    const named = (body: string, context: LineContext) => {
      const line = read(body, context)
      return line.kind === 'command' ? [line.name, line.args] : line.kind
    }
    for (const place of ['dm', 'admin-room', 'conversation'] as const) {
      for (const body of [
        '!note x',
        '!sb note x',
        '!SB Note x',
        '! note x',
        '！note x',
        '\u200b!note x',
        '  !note x',
      ]) {
        assert.deepEqual(named(body, at(place)), ['note', ' x'], body)
      }
    }
    assert.deepEqual(named('note x', at('dm')), ['note', ' x'])
    assert.equal(named('note x', at('admin-room')), 'not-for-us')
    assert.deepEqual(named('/help me', at('dm', { prefix: '/help' })), ['status', ''])
  })

  it('arguments begin where they say, so that mistakes in a rule can be pointed at', () => {
    const body = '  !sb rule add x when a then queue b'
    const line = read(body, at('admin-room'))
    assert.ok(line.kind === 'command')
    assert.equal(line.name, 'rule add')
    assert.equal(body.slice(line.at), line.args)
    assert.equal(line.args, ' x when a then queue b')
  })

  it('the prefix alone asks for help', () => {
    for (const body of ['!sb', '!', ' ! '])
      assert.deepEqual(read(body), { kind: 'command', name: 'help', args: '', at: body.length })
  })

  it('a command may go on over several lines', () => {
    assert.deepEqual(read('!note first\nsecond'), { kind: 'command', name: 'note', args: ' first\nsecond', at: 5 })
  })

  it('[I6] a mistyped command stays with us, with the command that was meant', () => {
    const line = read('!tranfer billing please')
    assert.deepEqual(line, { kind: 'unknown', word: 'tranfer', suggestion: 'transfer' })
  })

  it('"!!" sends a line that really begins with "!", also in formatted text and in later lines', () => {
    assert.deepEqual(read('!!important'), { kind: 'to-customer', message: text('!important') })
    assert.deepEqual(read('！！wichtig'), { kind: 'to-customer', message: text('！wichtig') })
    assert.deepEqual(read('‼important'), { kind: 'to-customer', message: text('!important') })
    assert.deepEqual(read('!!!'), { kind: 'to-customer', message: text('!!') })
    assert.deepEqual(read('try this:\n!!important'), { kind: 'to-customer', message: text('try this:\n!important') })
    const bold: RichNode = { type: 'styled', style: 'bold', children: [word('!!stop')] }
    const unescaped: RichNode = { type: 'styled', style: 'bold', children: [word('!stop')] }
    assert.deepEqual(readLine(rich('!!stop now', bold, word(' now')), inRoom), {
      kind: 'to-customer',
      message: rich('!stop now', unescaped, word(' now')),
    })
  })

  it('"!!" within a line stays as it is, whatever its formatting', () => {
    const message = rich('see !!this', word('see '), { type: 'styled', style: 'bold', children: [word('!!this')] })
    assert.deepEqual(readLine(message, inRoom), { kind: 'to-customer', message })
  })

  it('[I6] an edit, an emote, a notice and a caption that begin with "!" are neither done nor sent', () => {
    assert.deepEqual(read('!close', at('conversation', { isEdit: true })), { kind: 'edited' })
    const file = { url: 'mxc://x/y', name: 'a.png', kind: 'image' } as const
    const forms: readonly (readonly [Message, string])[] = [
      [{ kind: 'emote', text: '!close' }, 'an emote'],
      [{ kind: 'notice', text: '!close' }, 'a notice'],
      [{ kind: 'text', text: '!close', file }, 'a caption'],
      [rich('**!close**', { type: 'styled', style: 'bold', children: [word('!close')] }), 'formatted text'],
      [rich('hello', word('!note rude')), 'formatted text'],
    ]
    for (const [message, form] of forms) assert.deepEqual(readLine(message, inRoom), { kind: 'not-typed', form })
  })

  it('[I6] a poll or a place beginning with "!" is neither sent nor done', () => {
    for (const form of ['poll', 'location'] as const) {
      const line = readLine({ kind: 'text', text: '!close solved', form }, inRoom)
      assert.deepEqual(line, { kind: 'not-typed', form: `a ${form}` })
      assert.equal(readLine({ kind: 'text', text: 'help', form }, at('dm')).kind, 'not-for-us')
    }
  })

  it('a file whose name begins with "!" is a file', () => {
    const file = { url: 'mxc://x/y', name: '!a.png', kind: 'image' } as const
    assert.equal(readLine({ kind: 'text', text: '!a.png', file }, inRoom).kind, 'to-customer')
  })

  it('[I6] a command in a later line holds the whole message back, because it was meant as two', () => {
    const line = read('One moment please.\n!note she is angry')
    assert.deepEqual(line, { kind: 'command-inside', line: 2, word: 'note' })
    assert.equal(read('wow\n!!!').kind, 'to-customer')
  })

  it('programs and emotes outside conversations are nobody’s commands', () => {
    for (const kind of ['notice', 'emote'] as const) {
      assert.equal(readLine({ kind, text: 'help' }, at('dm')).kind, 'not-for-us')
      assert.equal(readLine({ kind, text: '!help' }, at('admin-room')).kind, 'not-for-us')
    }
  })

  it('a mentioned person stands for their Matrix id', () => {
    const pill: RichNode = {
      type: 'link',
      url: 'https://matrix.to/#/%40mira%3Aexample.org',
      children: [word('Mira M')],
    }
    const line = readLine(
      rich('!agent add Mira M queues billing', word('!agent add '), pill, word(' queues billing')),
      at('admin-room'),
    )
    assert.ok(line.kind === 'command')
    assert.equal(line.args, ' @mira:example.org queues billing')
  })

  const marks = fc.constantFrom('!', '！', '﹗', '︕', '⁉', '! ', '!\u200b', '!\ufe0f')
  const before = fc.array(
    fc.constantFrom(
      ' ',
      '\u200b',
      '\ufeff',
      '\n',
      '\t',
      '\u00ad',
      '\u2060',
      '\u202e',
      '\u2800',
      '\ufff9',
      '\u3164',
      '\u0000',
    ),
  )
  const body = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom('close', 'note x', 'sb', 'nonsense'),
  )
  const kinds = fc.constantFrom<Message['kind']>('text', 'notice', 'emote')

  it('[I6] whatever begins with one "!" for the eye never goes to the customer, in any disguise', () => {
    fc.assert(
      fc.property(before, marks, body, kinds, fc.boolean(), (unseen, mark, rest, kind, isEdit) => {
        fc.pre(!/^[\s\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}]*[!！﹗︕]/u.test(rest))
        const message = { kind, text: unseen.join('') + mark + rest }
        assert.notEqual(readLine(message, { ...inRoom, isEdit }).kind, 'to-customer')
      }),
    )
  })

  it('[I6] what goes to the customer is what was written, but for doubled marks at the beginning of lines', () => {
    const piece = fc.oneof(fc.constantFrom('!', '!!', '！', '\n', 'close', ' ', '\u200b'), fc.string({ maxLength: 8 }))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.boolean(), (pieces, isRich) => {
        const body = pieces.join('')
        const line = readLine(isRich ? rich(body, word(body)) : text(body), inRoom)
        if (line.kind !== 'to-customer') return
        const sent = line.message.rich ? visibleText(line.message.rich) : line.message.text
        const bare = (value: string) => value.replace(/[!！\s\u200b]/g, '')
        assert.equal(bare(sent), bare(body))
      }),
    )
  })
})
