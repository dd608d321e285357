import assert from 'node:assert/strict'
import { createNetworkInbox } from '../../src/app/network-inbox.ts'
import type { AppProfile } from '../../src/core/identification/app-profile.ts'
import type { ConversationId, RemoteChatId, RemoteMessageId } from '../../src/core/ids.ts'
import type { FileReference } from '../../src/core/message/message.ts'
import { fact } from '../../src/ports/network.ts'
import { ben, type Desk, directRoomOf, mira, sam, useDesk } from './support/desk.ts'

const picture: FileReference = { url: 'https://files.example/a.png', name: 'a.png', kind: 'image' }

function inboxOf({ app, network }: Desk) {
  return createNetworkInbox(app, network.id)
}

function declared(values: Readonly<Record<string, string>>): AppProfile {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, fact(value, 'disco#info', Date.now(), 'declared')]),
  )
}

async function learns(desk: Desk, name: string, values: Readonly<Record<string, string>>, anew = false): Promise<void> {
  const chat = `loopback:${name}` as RemoteChatId
  const event = { type: 'profile', network: desk.network.id, at: Date.now(), chat, facts: declared(values) } as const
  await inboxOf(desk).submit({ ...event, ...(anew ? { anew } : {}) })
  await desk.quiet()
}

async function sendsPicture(desk: Desk, name: string): Promise<void> {
  desk.network.person(name)
  const sender = {
    chat: `loopback:${name}` as RemoteChatId,
    contact: 'support' as never,
    customer: { name, address: name },
    address: JSON.stringify({ name }),
    facts: {},
  }
  const message = { kind: 'text', text: 'look', file: picture } as const
  const remoteId = `picture-${name}` as RemoteMessageId
  await inboxOf(desk).submit({ type: 'message', network: desk.network.id, at: Date.now(), sender, remoteId, message })
  await desk.quiet()
}

describe('the profile, for agents', () => {
  const given = useDesk()
  beforeEach(() => given().withBilling())

  it('[P12] [F12] shows who, which program, what it can, how we know it, and what both can', async () => {
    const desk = given()
    const { id, room } = await desk.withConversation('anna')
    await learns(desk, 'anna', { application: 'Gajim', version: '1.8.4', formatting: 'yes' }, true)
    const shown = await desk.asks(mira, room, '!profile')
    assert.match(shown, /^anna on \S+ Libera, anna\n/)
    assert.match(shown, /\nProgram +Gajim 1\.8\.4 +declared \d+ s ago \(disco#info\)\n/)
    assert.match(shown, /\nSystem +unknown\n/)
    assert.match(shown, /\nCan +files, edits, typing +assumed \d+ s ago \(known of Gajim\)\n/)
    assert.match(shown, /\nNot known +whether it can: replies, reactions, threads, longtext\n/)
    assert.match(shown, /\nYou can both use: \S+ Libera with formatting\.$/)
    assert.match(
      await desk.asks(sam, room, '!profile'),
      /\nThe customer and mira can both use: \S+ Libera with formatting\.$/,
    )
    assert.match(
      await desk.asks(mira, directRoomOf(mira), 'status'),
      new RegExp(`${id} +active +anna, .* both can use \\S+ Libera with formatting$`, 'm'),
    )
    assert.equal(
      desk.textsTo('anna').some((text) => /Gajim|profile/.test(text)),
      false,
    )
  })

  it('[P12] says of the agent what changed, when the customer goes on with another program', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    await learns(desk, 'anna', { application: 'Gajim', version: '1.8.4' }, true)
    const told = desk.matrix.posted.filter((post) => post.room === room).map(({ message }) => message.text)
    assert.match(told.at(-1) ?? '', /^anna now writes with Gajim 1\.8\.4 \(declared\); before it was loopback\.$/)
  })

  it('[P17] of an agent who lacks what the conversation needs is told in its room, and they keep it', async () => {
    const desk = given()
    await desk.admin('agent set mira features edits')
    const { id, room } = await desk.withConversation('anna')
    await sendsPicture(desk, 'anna')
    const told = desk.matrix.posted.filter((post) => post.room === room).map(({ message }) => message.text)
    assert(
      told.includes(
        'This conversation now needs what is not entered for mira (lacks files). It stays with mira; !transfer hands it on.',
      ),
    )
    assert.equal(await desk.status(id), 'active')
    assert.match(await desk.asks(mira, room, '!profile'), /\nUsed here: files\. Whoever takes it must be able to\.\n/)
  })

  it('[P17] who lacks what the customer was seen to use is not chosen; why says so, and what would release it', async () => {
    const desk = given()
    await desk.admin('agent set mira features edits')
    await desk.asks(mira, directRoomOf(mira), 'ready')
    await sendsPicture(desk, 'tom')
    assert.equal(desk.matrix.invitations.length, 0)
    const why = await desk.asks(sam, directRoomOf(sam), 'why 1')
    assert.match(why, /Needs feature files \(the customer used it\)\./)
    assert.match(why, /mira: lacks files/)
    await desk.admin(`agent add ${ben} queues billing features files name ben`)
    await desk.asks(ben, directRoomOf(ben), 'ready')
    assert.equal((await desk.invitation(0)).user, ben)
  })

  it('[P17] who takes what is not for them is told before and after joining, and has it', async () => {
    const desk = given()
    await desk.admin('agent set mira features edits')
    await desk.direct(mira, 'ready')
    await sendsPicture(desk, 'tom')
    assert.equal(
      await desk.direct(mira, 'take'),
      'Nobody whom you could take waits in your queues. Conversation 1 does, and is not for you (lacks files): take 1 takes it. "queue list" shows all queues.',
    )
    const lacks = 'what is not entered for'
    assert.equal(
      await desk.direct(mira, 'take 1'),
      `Conversation 1 is yours: you are invited to its room, join to begin. It needs ${lacks} you (lacks files).`,
    )
    const { room } = await desk.invitation(0)
    await desk.becomes(mira, room, 'join', 'invite')
    assert.equal(await desk.status(1 as ConversationId), 'active')
    const told = desk.matrix.posted.map(({ message }) => message.text).filter((text) => text.includes(lacks))
    assert.deepEqual(told.slice(1), [
      `This conversation now needs ${lacks} mira (lacks files). It stays with mira; !transfer hands it on.`,
    ])
  })

  it('[P17] whom it was transferred to need not be what the rules ask for', async () => {
    const desk = given()
    await desk.admin('queue add technical', 'rule default queue billing skill german 2', 'rule publish "two"')
    await desk.admin('agent set mira skills german 3', `agent add ${ben} queues technical features * name ben`)
    const { room } = await desk.withConversation('anna')
    await desk.direct(ben, 'ready')
    await desk.asks(mira, room, '!transfer technical it is the router')
    await desk.becomes(ben, room, 'join', 'invite')
    await sendsPicture(desk, 'anna')
    await learns(desk, 'anna', { typing: 'yes' })
    const told = desk.matrix.posted.map(({ message }) => message.text)
    assert.deepEqual(
      told.filter((text) => text.includes('not entered for')),
      [],
    )
    assert.match(await desk.asks(ben, room, '!profile'), /\nUsed here: files/)
  })
})
