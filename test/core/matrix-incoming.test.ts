import assert from 'node:assert/strict'
import fc from 'fast-check'
import { incoming } from '../../src/matrix/incoming.ts'

const base = { room_id: '!r:example.com', event_id: '$e', sender: '@alice:example.com', origin_server_ts: 1000 }
const origin = { room: '!r:example.com', eventId: '$e', sender: '@alice:example.com', at: 1000 }
const message = (content: object, more: object = {}) => incoming({ ...base, type: 'm.room.message', content, ...more })
const member = (content: object, more: object = {}) =>
  incoming({ ...base, type: 'm.room.member', state_key: '@bob:example.com', content, ...more })

const words = 'm.text m.image m.replace join $e org.matrix.custom.html <b><i>x mxc://a/b constructor toString'.split(
  ' ',
)
const keys =
  'msgtype body url info format formatted_body m.relates_to m.new_content membership redacts reason filename __proto__ displayname event_id rel_type m.in_reply_to prev_content'
const types = 'm.room.message m.sticker m.room.redaction m.room.member m.room.encrypted constructor'

const leaf = fc.oneof(
  fc.constantFrom(...words, '\ud800', '\u0000', null, true, 1e300),
  fc.string({ unit: 'binary' }),
  fc.double(),
)
const hostileContent = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.dictionary(fc.constantFrom(...keys.split(' ')), tie('value')),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
})).value
const mostly = (value: unknown) => fc.oneof({ weight: 20, arbitrary: fc.constant(value) }, leaf)
const hostileEvent = fc.record({
  type: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...types.split(' ')) }, leaf),
  content: fc.oneof(
    hostileContent,
    fc.dictionary(fc.constantFrom(...keys.split(' ')), hostileContent),
    fc.record({
      membership: mostly('join'),
      displayname: hostileContent,
      reason: hostileContent,
      redacts: hostileContent,
    }),
    fc.record({
      msgtype: fc.constantFrom(...words),
      body: leaf,
      format: mostly(words[5]),
      formatted_body: leaf,
      url: leaf,
    }),
    fc.record({ 'm.relates_to': hostileContent, 'm.new_content': hostileContent, body: leaf }),
  ),
  unsigned: hostileContent,
  state_key: mostly('@c:d'),
  redacts: mostly('$f'),
  room_id: mostly('!r'),
  event_id: mostly('$e'),
  sender: mostly('@a:b'),
  origin_server_ts: mostly(1),
})

describe('an event of the homeserver', () => {
  it('is a message with its kind and formatting', () => {
    assert.deepEqual(message({ msgtype: 'm.text', body: 'hi' }), {
      ...origin,
      type: 'message',
      message: { kind: 'text', text: 'hi' },
    })
    const formatted = { format: 'org.matrix.custom.html', formatted_body: '<b>waves</b>' }
    assert.deepEqual(message({ msgtype: 'm.emote', body: 'waves', ...formatted }), {
      ...origin,
      type: 'message',
      message: {
        kind: 'emote',
        text: 'waves',
        rich: [{ type: 'styled', style: 'bold', children: [{ type: 'text', text: 'waves' }] }],
      },
    })
  })

  it('is a file with its caption', () => {
    const info = { mimetype: 'image/png', size: 12 }
    const read = message({ msgtype: 'm.image', body: 'look', filename: 'a.png', url: 'mxc://example.com/abc', info })
    assert.deepEqual(read, {
      ...origin,
      type: 'message',
      message: {
        kind: 'text',
        text: 'look',
        file: { url: 'mxc://example.com/abc', name: 'a.png', kind: 'image', contentType: 'image/png', bytes: 12 },
      },
    })
  })

  it('[I6] is an answer without the quote, which names a Matrix id', () => {
    const relation = { 'm.relates_to': { 'm.in_reply_to': { event_id: '$first' } } }
    const read = message({ msgtype: 'm.text', body: '> <@sb_anna:example.com> one\n> two\n\nyes', ...relation })
    assert.deepEqual(read, { ...origin, type: 'message', message: { kind: 'text', text: 'yes' }, replyTo: '$first' })
    const own = message({ msgtype: 'm.text', body: '> a quote of my own\n\nyes', ...relation })
    assert.equal(own.type === 'message' && own.message.text, '> a quote of my own\n\nyes')
  })

  it('keeps its formatted text where that says something else', () => {
    const formatted = (html: string) => {
      const read = message({ msgtype: 'm.text', body: 'a', format: 'org.matrix.custom.html', formatted_body: html })
      return read.type === 'message' ? read.message.rich : undefined
    }
    assert.equal(formatted('a'), undefined)
    assert.deepEqual(formatted('b'), [{ type: 'text', text: 'b' }])
  })

  it('as a file without a caption says no more than its name', () => {
    const name = `${'a'.repeat(250)}\n.png`
    for (const content of [{ body: name }, { body: name, filename: name }]) {
      const read = message({ msgtype: 'm.image', url: 'mxc://example.com/abc', ...content })
      assert.ok(read.type === 'message' && read.message.file)
      assert.equal(read.message.text, read.message.file.name)
    }
  })

  it('in a thread answers only what its writer chose', () => {
    const thread = (falling: boolean) => ({
      'm.relates_to': {
        rel_type: 'm.thread',
        event_id: '$root',
        is_falling_back: falling,
        'm.in_reply_to': { event_id: '$x' },
      },
    })
    const [chosen, fallen] = [false, true].map((falling) =>
      message({ msgtype: 'm.text', body: 'a', ...thread(falling) }),
    )
    assert.equal(chosen?.type === 'message' && chosen.replyTo, '$x')
    assert.equal(fallen?.type === 'message' && fallen.replyTo, undefined)
  })

  it('is an edit with the new message', () => {
    const read = message({
      msgtype: 'm.text',
      body: '* new',
      'm.new_content': { msgtype: 'm.text', body: 'new' },
      'm.relates_to': { rel_type: 'm.replace', event_id: '$old' },
    })
    assert.deepEqual(read, { ...origin, type: 'edit', target: '$old', message: { kind: 'text', text: 'new' } })
  })

  it('is a reaction, with its short name where it is a picture', () => {
    const react = (key: string, more: object = {}) =>
      incoming({
        ...{ ...base, type: 'm.reaction' },
        content: { 'm.relates_to': { rel_type: 'm.annotation', event_id: '$old', key }, ...more },
      })
    const expected = { ...origin, type: 'reaction', target: '$old' }
    assert.deepEqual(react('👍'), { ...expected, key: '👍' })
    assert.deepEqual(react('mxc://a/b', { shortcode: 'party' }), { ...expected, key: ':party:' })
    assert.equal(react('mxc://a/b').type, 'ignored')
    assert.equal(react(' ').type, 'ignored')
  })

  it('is a poll, as its question and numbered answers', () => {
    const unstable = {
      'org.matrix.msc3381.poll.start': {
        question: { 'org.matrix.msc1767.text': 'Which day?' },
        answers: [{ 'org.matrix.msc1767.text': 'Monday' }, { 'org.matrix.msc1767.text': 'Tuesday\nor so' }],
      },
    }
    const stable = {
      'm.poll': {
        question: { 'm.text': [{ body: 'Which day?' }] },
        answers: [{ 'm.text': [{ body: 'Monday' }] }, {}, { 'm.text': [{ body: 'Tuesday or so' }] }],
      },
    }
    const expected = { kind: 'text', text: 'Which day?\n1 Monday\n2 Tuesday or so', form: 'poll' }
    for (const [type, content] of [
      ['org.matrix.msc3381.poll.start', unstable],
      ['m.poll.start', stable],
    ] as const) {
      assert.deepEqual(incoming({ ...base, type, content }), { ...origin, type: 'message', message: expected })
      const edit = { 'm.new_content': content, 'm.relates_to': { rel_type: 'm.replace', event_id: '$old' } }
      const edited = incoming({ ...base, type, content: edit })
      assert.deepEqual(edited, { ...origin, type: 'edit', target: '$old', message: expected })
      assert.equal(incoming({ ...base, type, content: {} }).type, 'ignored')
    }
  })

  it('is a place, with where it is', () => {
    const place = (body: string) => message({ msgtype: 'm.location', body, geo_uri: 'geo:51.5008,-0.1247;u=35' })
    const texts = ['Big Ben', 'Location geo:51.5008,-0.1247;u=35'].map((body) => {
      const read = place(body)
      return read.type === 'message' ? [read.message.text, read.message.form] : []
    })
    assert.deepEqual(texts, [
      ['Big Ben (51.5008, -0.1247)', 'location'],
      ['Location geo:51.5008,-0.1247;u=35', 'location'],
    ])
    const without = message({ msgtype: 'm.location', body: 'here', geo_uri: 'geo:x' })
    assert.equal(without.type === 'message' && without.message.text, 'here')
  })

  it('may be something that no network carries', () => {
    const rows = [
      ['m.call.invite', 'calls'],
      ['org.matrix.msc3401.call.member', 'calls'],
      ['org.matrix.msc3672.beacon_info', 'live locations'],
      ['org.matrix.msc3381.poll.response', 'votes'],
    ]
    for (const [type, what] of rows) {
      assert.deepEqual(incoming({ ...base, type, content: {} }), { ...origin, type: 'uncarried', what })
    }
  })

  it('is a redaction, of old and new room versions', () => {
    const expected = { ...origin, type: 'redaction', target: '$old', reason: 'typo' }
    const redaction = { ...base, type: 'm.room.redaction' }
    assert.deepEqual(incoming({ ...redaction, content: { redacts: '$old', reason: 'typo' } }), expected)
    assert.deepEqual(incoming({ ...redaction, redacts: '$old', content: { reason: 'typo' } }), expected)
  })

  it('is a membership with what was before', () => {
    assert.deepEqual(
      member(
        { membership: 'leave', reason: 'no\ntime', displayname: 'Bob' },
        { unsigned: { prev_content: { membership: 'invite' } } },
      ),
      {
        ...origin,
        type: 'member',
        user: '@bob:example.com',
        membership: 'leave',
        previous: 'invite',
        reason: 'no time',
        displayName: 'Bob',
        isDirect: false,
      },
    )
  })

  it('that we cannot read says so', () => {
    assert.deepEqual(incoming({ ...base, type: 'm.room.encrypted', content: {} }), { ...origin, type: 'encrypted' })
    assert.deepEqual(incoming({ ...base, type: 'm.room.topic', content: {} }), {
      ...origin,
      type: 'ignored',
      reason: 'of type m.room.topic',
    })
    assert.equal(incoming({ ...base, type: 'm.reaction', content: {} }).type, 'ignored')
    assert.equal(message({}).type, 'ignored')
    assert.equal(message({ msgtype: 'm.key.verification.request', body: 'verify me' }).type, 'ignored')
  })

  it('has no control character but line ends in its text', () => {
    const read = message({ msgtype: 'm.text', body: 'a\u0000b\rc\r\nd\ud800e\u0007' })
    assert.equal(read.type === 'message' && read.message.text, 'ab\nc\nd\ufffde')
  })

  it('of a wrong shape is malformed', () => {
    const type = 'm.room.message'
    const content = { msgtype: 'm.text', body: 'x' }
    const wrong: unknown[] = [
      null,
      [],
      'x',
      {},
      { ...base, type, content: [] },
      { ...base, content },
      { ...base, type, content, sender: 'alice' },
      { ...base, type, content, sender: '@a\n:b' },
      { ...base, type, content, room_id: '#r:example.com' },
      { ...base, type, content, event_id: `$${'x'.repeat(600)}` },
      { ...base, type, content, event_id: '$\u0000' },
      { ...base, type, content, room_id: '!\ud800' },
      { ...base, type, content, origin_server_ts: '1000' },
      { ...base, type, content, origin_server_ts: 1e300 },
      { ...base, type: 'm.room.member', content: { membership: 'join' } },
      { ...base, type: 'm.room.member', content: { membership: 'dance' }, state_key: '@bob:example.com' },
    ]
    for (const raw of wrong) assert.equal(incoming(raw).type, 'malformed', JSON.stringify(raw))
  })

  it('[I1] never makes the reader fail, whatever stands in it', () => {
    const kinds = new Set<string>()
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: hostileEvent }, fc.anything()), (raw) => {
        const read = incoming(raw)
        kinds.add(read.type)
        if (read.type !== 'message' && read.type !== 'edit') return
        assert.doesNotMatch(read.message.text, /[\u0000\r]/)
        assert.ok(read.message.text.isWellFormed())
      }),
      { numRuns: 3000 },
    )
    assert.deepEqual([...kinds].sort(), ['encrypted', 'ignored', 'malformed', 'member', 'message', 'redaction'])
    const nested = JSON.parse(`${'{"m.new_content":'.repeat(20_000)}{}${'}'.repeat(20_000)}`)
    assert.equal(message(nested).type, 'ignored')
  })
})
