import assert from 'node:assert/strict'
import type { ConversationId, RemoteChatId, RoomId } from '../../src/core/ids.ts'
import { ben, mira, sam, useDesk } from './support/desk.ts'

describe('commands about a conversation', () => {
  const given = useDesk()
  beforeEach(() => given().withBilling())

  it('[I6] reach the bot and never the customer, known or not', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    const before = desk.textsTo('anna').length
    assert.match(await desk.asks(mira, room, '!note called the bank'), /^Noted; anna does not see it\.$/)
    assert.match(
      await desk.asks(mira, room, '!tranfer x'),
      /^Not sent to anna: "!tranfer" is not a command\. Did you mean !transfer\?/,
    )
    assert.match(await desk.asks(mira, room, '!help'), /!close/)
    await desk.says(mira, room, { msgtype: 'm.emote', body: '!close' })
    await desk.says(mira, room, { msgtype: 'm.text', body: '\u200b！close solved' })
    await desk.quiet()
    assert.equal(desk.textsTo('anna').filter((text) => /!|！|bank/.test(text)).length, 0)
    assert(desk.textsTo('anna').length >= before)
  })

  it('[I6] beginning with "!!" are lines for the customer that begin with "!"', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    assert.equal(await desk.asks(mira, room, '!!important: restart'), '')
    assert.equal(desk.textsTo('anna').at(-1), '[mira] !important: restart')
  })

  it('[I6] are not carried out as the change of an earlier line', async () => {
    const desk = given()
    const { id, room } = await desk.withConversation('anna')
    const change = {
      'm.new_content': { msgtype: 'm.text', body: '!close' },
      'm.relates_to': { rel_type: 'm.replace', event_id: '$e1' },
    }
    await desk.says(mira, room, { msgtype: 'm.text', body: '* !close', ...change })
    await desk.quiet()
    assert.equal(await desk.status(id), 'active')
    assert.match(
      desk.matrix.posted.at(-1)?.message.text ?? '',
      /^Not sent to anna,? and not done: a command counts only as a new message/,
    )
  })

  it('[I6] say once in its room that encrypted messages reach nobody', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    const before = desk.textsTo('anna').length
    const event = { type: 'm.room.encrypted', sender: mira, content: { algorithm: 'm.megolm.v1.aes-sha2' } }
    for (let turn = 0; turn < 2; turn += 1) await desk.submit(room, event)
    await desk.quiet()
    const told = desk.matrix.posted.filter(({ message }) => /cannot read encrypted/.test(message.text))
    assert.deepEqual([told.length, told[0]?.room, desk.textsTo('anna').length], [1, room, before])
  })

  it('close it by its agent or a supervisor, and by nobody else', async () => {
    const desk = given()
    const { id, room } = await desk.withConversation('anna')
    assert.match(
      await desk.asks(ben, room, '!close'),
      /^mira has this conversation; only mira or a supervisor can close it/,
    )
    await desk.asks(mira, room, '!close solved Goodbye.')
    assert.equal(await desk.status(id), 'closed')
    const texts = desk.textsTo('anna')
    assert(texts.includes('[mira] Goodbye.'))
    assert.match(texts.at(-1) ?? '', /solved/)
    assert.equal((await desk.store.agent(mira))?.seats.length, 0)
    const again = await desk.withConversation('tom')
    await desk.asks(sam, again.room, '!close')
    assert.equal(await desk.status(again.id), 'closed')
  })

  it('[I4] hold it without a place, and resume it only where there is one', async () => {
    const desk = given()
    await desk.admin('agent set mira capacity 1')
    const first = await desk.withConversation('anna')
    assert.match(await desk.asks(mira, first.room, '!hold'), /^On hold\. It stays yours/)
    assert.equal(await desk.status(first.id), 'held')
    const second = await desk.withConversation('tom')
    assert.match(await desk.asks(mira, first.room, '!resume'), /^You have no free place for it now/)
    await desk.asks(mira, second.room, '!close')
    assert.equal(await desk.asks(mira, first.room, '!resume'), 'Resumed.')
    assert.equal(await desk.status(first.id), 'active')
    assert.deepEqual(
      (await desk.store.agent(mira))?.seats.map(({ kind }) => kind),
      ['active'],
    )
  })

  it('transfer it to another queue with the reason, and to no queue that is not there', async () => {
    const desk = given()
    await desk.admin('queue add technical', 'agent add @ben:hs queues technical', 'rule publish "technical"')
    await desk.direct(ben, 'ready')
    const { id, room } = await desk.withConversation('anna')
    assert.match(
      await desk.asks(mira, room, '!transfer tehnical x'),
      /^Not transferred: there is no such queue\. Did you mean technical\?/,
    )
    assert.equal(
      await desk.asks(mira, room, '!transfer technical the login fails'),
      'mira transferred this to technical: the login fails',
    )
    assert.deepEqual(desk.matrix.invitations.at(-1)?.user, ben)
    assert.equal(desk.matrix.room(room).members.has(mira), false)
    await desk.becomes(ben, room, 'join', 'invite')
    const stored = await desk.store.conversation(id)
    assert(stored?.conversation.status === 'active')
    assert.equal(stored.conversation.agent, ben)
    assert.match(stored.conversation.placement.because, /transferred by mira: the login fails/)
  })

  it('take one that waits from a direct chat, by number or the next', async () => {
    const desk = given()
    const howTo = 'You are not an agent here yet. An admin makes you one: agent add @ben:hs queues …'
    assert.equal(await desk.direct(ben, 'take'), howTo)
    await desk.customerWrites('anna', 'hello')
    assert.equal(await desk.direct(ben, 'take 1'), howTo)
    await desk.admin('agent add @ben:hs queues billing')
    assert.match(await desk.direct(ben, 'take 99'), /^There is no conversation 99/)
    for (const text of ['take', 'take 1']) {
      assert.match(await desk.direct(ben, text), /^You are away\. "ready" makes you ready, then take it/)
    }
    await desk.direct(mira, 'ready')
    const { room, user } = await desk.invitation(0)
    assert.equal(user, mira)
    assert.match(await desk.direct(mira, 'take'), /^Nobody .* You are offered 1: join the room to accept\./)
    await desk.direct(ben, 'ready')
    assert.match(
      await desk.direct(ben, 'take 1'),
      /^Conversation 1 is yours: you are invited to its room, join to begin\.$/,
    )
    assert.equal((await desk.invitation(1)).user, ben)
    assert.equal(desk.matrix.room(room).members.has(mira), false)
    await desk.becomes(ben, room, 'join', 'invite')
    assert.equal(await desk.status(1 as ConversationId), 'active')
    assert.match(await desk.direct(mira, 'take 1'), /^ben has this conversation\.$/)
    assert.match(await desk.direct(mira, 'take'), /^Nobody whom you could take waits/)
  })

  it('take one in its room that is not offered to them, after which it can go on to others', async () => {
    const desk = given()
    await desk.customerWrites('anna', 'hello')
    await desk.admin('agent add @ben:hs queues billing')
    const room = '!conversation-1:hs' as RoomId
    await desk.direct(mira, 'ready')
    await desk.direct(ben, 'ready')
    assert.match(await desk.asks(ben, room, '!take'), /^You have conversation 1 now\.$/)
    assert.equal((await desk.store.agent(mira))?.seats.length, 0)
    const invitations = desk.matrix.invitations.length
    await desk.asks(ben, room, '!transfer billing somebody else')
    assert.equal((await desk.invitation(invitations)).user, mira)
    assert.equal(await desk.status(1 as ConversationId), 'offered')
  })

  it('[I4] take no more than the limits allow, in total and on the network', async () => {
    const desk = given()
    await desk.admin('agent set mira capacity 3, libera 1')
    const first = await desk.withConversation('anna')
    await desk.customerWrites('tom', 'hello')
    assert.match(
      await desk.direct(mira, `take ${first.id + 1}`),
      /^You have 1 of 1 conversations on libera\. Close or hold one/,
    )
    await desk.admin('agent set mira capacity 1, libera none')
    assert.match(await desk.direct(mira, `take ${first.id + 1}`), /^You have 1 of 1 conversations\. Close or hold one/)
    assert.equal((await desk.store.agent(mira))?.seats.length, 1)
  })

  it('accept it in its room, where joining is not enough', async () => {
    const desk = given()
    await desk.direct(mira, 'ready')
    await desk.customerWrites('anna', 'hello')
    const { room } = await desk.invitation(0)
    assert.match(await desk.asks(mira, room, '!accept'), /^You have conversation 1 now\.$/)
    assert.equal(await desk.status(1 as ConversationId), 'active')
    assert.match(await desk.asks(mira, room, '!take'), /^You have this conversation already/)
  })

  it('decline the offer from a direct chat, with several by number', async () => {
    const desk = given()
    assert.equal(await desk.direct(mira, 'decline'), 'Nothing is offered to you at the moment.')
    await desk.direct(mira, 'ready')
    await desk.customerWrites('anna', 'hello')
    await desk.customerWrites('tom', 'hello')
    assert.match(await desk.direct(mira, 'decline'), /^Which one\? You are offered 1, 2\. Say decline 1\.$/)
    assert.equal(await desk.direct(mira, 'decline 2 in a meeting'), 'Declined. It goes to somebody else.')
    assert.equal(await desk.direct(mira, 'decline'), 'Declined. It goes to somebody else.')
    assert.equal(await desk.status(1 as ConversationId), 'queued')
    const [offer] = await desk.store.offersOf(2 as ConversationId)
    assert.equal(offer?.status, 'declined')
  })

  it('[I8] say why it went where it went, and why it waits', async () => {
    const desk = given()
    await desk.admin(
      'rule add "billing words" when text.contains("invoice") then queue billing',
      'rule publish "words"',
    )
    const { id, room } = await desk.withConversation('anna', 'my invoice is wrong')
    const why = await desk.asks(mira, room, '!why')
    assert.match(why, new RegExp(`^Conversation ${id} \\(anna, loopback libera\\) went to mira at .* by rule set 2\\.`))
    assert.match(why, /Rules {3}1 "billing words": yes/)
    assert.match(why, /Queue {3}billing: 1 agent\..*\n +Only mira could\./)
    assert.match(why, /Offer {3}mira, made .*, accepted/)
    await desk.direct(mira, 'away lunch')
    await desk.customerWrites('tom', 'hello')
    const waits = await desk.direct(sam, `why ${id + 1}`)
    assert.match(waits, /has waited \d+ s in billing; it is first in line/)
    assert.match(waits, /It came there by the default of rule set 2\./)
    assert.match(waits, /mira: away \(lunch\) since .*\nAny one of these would release it: mira comes back\.$/)
    assert.match(await desk.direct(mira, 'why 99'), /^There is no conversation 99/)
    await desk.asks(mira, room, '!close solved')
    assert.match(
      await desk.direct(sam, `why ${id}`),
      /is over: mira closed it at \S+ \(solved\)\.\nIt came at \S+ and went to billing by rule set 2\.\nRules {3}1 "billing words": yes\n.*\n.*\nOffer {3}mira, /,
    )
  })

  it('block its customer, which closes it and keeps them away until unblocked', async () => {
    const desk = given()
    const { id } = await desk.withConversation('anna')
    const answer = await desk.direct(sam, `block ${id} sends advertising`)
    assert.match(
      answer,
      /^Blocked: anna on Loopback Libera \(anna\)\. Nothing they write reaches us any more; unblock \d+ lets them write again\.$/m,
    )
    assert.equal(await desk.status(id), 'closed')
    const chat = await desk.store.chat(desk.network.id, 'loopback:anna' as RemoteChatId)
    assert.deepEqual([chat?.blocked?.by, chat?.blocked?.reason], [sam, 'sends advertising'])
    await desk.customerWrites('anna', 'buy this')
    assert.equal((await desk.store.conversationsIn(['queued', 'offered', 'active'], 10)).length, 0)
    assert.match(await desk.direct(sam, `unblock ${id}`), /^Unblocked: anna/)
    assert.match(await desk.direct(sam, `unblock ${id}`), /is not blocked\.$/)
    const next = await desk.withConversation('anna')
    await desk.asks(mira, next.room, '!block')
    assert.equal(await desk.status(next.id), 'closed')
  })

  it('of people who are not of us are neither done nor sent', async () => {
    const desk = given()
    const { id, room } = await desk.withConversation('anna')
    const before = [desk.matrix.posted.length, desk.textsTo('anna').length]
    const eve = '@eve:elsewhere' as never
    for (const text of ['!close', 'hello anna', '!!hello']) assert.equal(await desk.asks(eve, room, text), '')
    assert.equal(await desk.status(id), 'active')
    assert.deepEqual([desk.matrix.posted.length, desk.textsTo('anna').length], before)
  })

  it('are answered in the order of the room, after what was said before', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    for (let turn = 0; turn < 5; turn += 1) {
      await desk.network.person('anna').write(`line ${turn}`)
      await desk.says(mira, room, { msgtype: 'm.text', body: `!note ${turn}` })
    }
    await desk.quiet()
    const seen = desk.matrix.posted.filter((post) => post.room === room).slice(-10)
    assert.equal(seen.filter(({ message }) => /^line/.test(message.text)).length, 5)
    const lines = seen.filter(({ by }) => by !== 'bot').map(({ message }) => message.text)
    assert.deepEqual(lines, ['line 0', 'line 1', 'line 2', 'line 3', 'line 4'])
  })
})
