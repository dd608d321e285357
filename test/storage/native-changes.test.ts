import assert from 'node:assert/strict'
import { createAssignedView } from '../../src/app/assigned-view.ts'
import { createSigns } from '../../src/app/create-signs.ts'
import type { MatrixEventId, RemoteMessageId, RoomId } from '../../src/core/ids.ts'
import type { LoopbackPerson } from '../../src/networks/loopback/loopback-network.ts'
import { waitFor } from '../support/wait-for.ts'
import { type Desk, mira, useDesk } from './support/desk.ts'

describe('on a network that carries everything', () => {
  const given = useDesk('everything')
  let desk: Desk
  let room: RoomId
  let anna: LoopbackPerson
  beforeEach(async () => {
    desk = given()
    await desk.withBilling()
    ;({ room } = await desk.withConversation('anna', 'my invoice is wrong'))
    anna = desk.network.person('anna')
  })

  let count = 0
  /** Mira does something in the room; answers its event. */
  const does = async (event: object): Promise<MatrixEventId> => {
    const eventId = `$of-mira-${++count}` as MatrixEventId
    await desk.submit(room, { sender: mira, event_id: eventId, ...event })
    await desk.quiet()
    return eventId
  }
  const says = (content: object) => does({ type: 'm.room.message', content: { msgtype: 'm.text', ...content } })
  const annotates = (event_id: string | undefined, key: string) =>
    does({ type: 'm.reaction', content: { 'm.relates_to': { rel_type: 'm.annotation', event_id, key } } })
  const redacts = (redacts: MatrixEventId) => does({ type: 'm.room.redaction', content: { redacts } })
  const edits = (event_id: MatrixEventId, body: string) =>
    says({
      body: `* ${body}`,
      'm.new_content': { msgtype: 'm.text', body },
      'm.relates_to': { rel_type: 'm.replace', event_id },
    })

  /** As anna's program shows it now. */
  const shown = (text: string) => anna.sees().find(({ message }) => message.text === text)
  const hers = () => anna.sees().find(({ from }) => from === 'them')
  const eventOfHers = () =>
    `$${desk.matrix.posted.find(({ message }) => message.text === 'my invoice is wrong')?.key}` as MatrixEventId
  const byBot = () => desk.matrix.posted.filter(({ by }) => by === 'bot').map(({ message }) => message.text)
  const written = async (text: string, answers?: RemoteMessageId) => {
    await anna.write(text, answers)
    await desk.quiet()
    return anna.sees().find(({ message }) => message.text === text)?.remoteId as RemoteMessageId
  }
  const links = () => desk.sql<{ n: number }>('SELECT count(*)::integer AS n FROM message_link').then(([row]) => row?.n)

  it('[P9] an agent has their picture beside them, by a link that is the same for a day', async () => {
    const links: string[] = []
    Object.assign(desk.app, {
      publicLink: ({ url }: { url: string }, from: number) => links[links.push(`${url} ${from}`) - 1],
    })
    await says({ body: 'no picture' })
    desk.matrix.avatars.set(mira, 'mxc://hs/mira')
    await says({ body: 'a picture' })
    const today = new Date().setUTCHours(0, 0, 0, 0)
    assert.deepEqual(links, [`mxc://hs/mira ${today}`])
    assert.deepEqual([shown('no picture')?.picture, shown('a picture')?.picture], [undefined, links[0]])
  })

  it('[I7] a line does not wait for a picture that cannot be had', async () => {
    Object.assign(desk.matrix, { avatarOf: () => new Promise(() => {}) })
    await says({ body: 'without one' })
    assert.deepEqual([shown('without one')?.speaker, shown('without one')?.picture], ['mira', undefined])
  })

  it('[P20] what an agent does to a message is done to it, and the speaker stands beside it', async () => {
    const line = await says({ body: 'one momnt' })
    assert.equal(shown('one momnt')?.speaker, 'mira')
    await edits(line, 'one moment')
    assert.equal(shown('one momnt'), undefined)
    assert.equal(shown('one moment')?.isRedacted, false)
    await redacts(line)
    assert.equal(shown('one moment')?.isRedacted, true)
    const reaction = await annotates(eventOfHers(), '👍')
    assert.deepEqual(hers()?.reactions, ['👍'])
    await redacts(reaction)
    assert.deepEqual(hers()?.reactions, [])
    assert.equal(byBot().join().includes('Libera cannot'), false)
  })

  it('[P20] answers name what they answer, on both sides', async () => {
    const line = await says({
      body: 'which one?',
      'm.relates_to': { 'm.in_reply_to': { event_id: eventOfHers() } },
    })
    assert.equal(shown('which one?')?.answers, hers()?.remoteId)
    await written('the one of march', shown('which one?')?.remoteId)
    assert.equal(desk.matrix.posted.at(-1)?.answers, line)
  })

  it('[P20] what the network does not know, or will not do, is said in words', async () => {
    const line = await says({ body: 'one momnt' })
    await desk.sql('DELETE FROM message_link')
    await edits(line, 'one moment')
    await redacts(line)
    const texts = desk.textsTo('anna').slice(-2)
    assert.deepEqual(texts, ['* one moment', 'mira took an earlier message back. Please ignore it.'])
    await annotates(eventOfHers(), '👍')
    assert.equal(desk.textsTo('anna').at(-1), 'mira reacted with 👍 to "my invoice is wrong".')
  })

  it('[P20] what a customer does to a message is done in the room, each thing once', async () => {
    const target = await written('the amount is 2')
    const event = `$${desk.matrix.posted.at(-1)?.key}`
    await anna.edit(target, 'the amount is 20')
    await anna.react(target, '🎉')
    await anna.react(target, '🎉', true)
    await anna.react(target, '🎉')
    await anna.redact(target)
    await desk.quiet()
    const [, reaction, , again] = desk.matrix.deeds
    assert.deepEqual(
      desk.matrix.deeds.map((deed) => [deed.type, deed.target, deed.text]),
      [
        ['edit', event, 'the amount is 20'],
        ['reaction', event, '🎉'],
        ['redaction', `$${reaction?.key}`, undefined],
        ['reaction', event, '🎉'],
        ['redaction', event, undefined],
      ],
    )
    assert.notEqual(reaction?.key, again?.key)
  })

  it('[P20] what a customer changes or takes back of their request is so on the card, for rules and in the past', async () => {
    const card = () => desk.matrix.posted.find(({ isCard }) => isCard)?.message.text ?? ''
    const mine = hers()?.remoteId as RemoteMessageId
    assert.match(card(), /Wrote +"my invoice is wrong"/)
    await anna.edit(mine, 'my bill of 4711 is wrong')
    await desk.quiet()
    assert.match(card(), /Wrote +"my bill of 4711 is wrong"/)
    const state = async () => (await desk.sql<{ state: string }>('SELECT state FROM conversation'))[0]?.state ?? ''
    assert.match(await state(), /4711/)
    await anna.redact(mine)
    await desk.quiet()
    assert.doesNotMatch(card(), /Wrote|4711/)
    assert.doesNotMatch(await state(), /4711/)
    assert.deepEqual(
      desk.matrix.deeds.map(({ type }) => type),
      ['edit', 'edit', 'redaction', 'redaction'],
    )
    await desk.asks(mira, room, '!close solved')
    await desk.direct(mira, 'ready')
    const again = await desk.withConversation('anna', 'another thing')
    const history = await desk.asks(mira, again.room, '!history')
    assert.match(history, /solved/)
    assert.doesNotMatch(history, /4711|invoice/)
  })

  it('[I6] a customer changes nothing that one of us wrote, whatever their program claims', async () => {
    await says({ body: 'you owe us nothing' })
    const ours = shown('you owe us nothing')?.remoteId as RemoteMessageId
    await anna.edit(ours, 'we owe you a million')
    await anna.redact(ours)
    await desk.quiet()
    assert.deepEqual(desk.matrix.deeds, [])
  })

  it('[P19] who changes a message is there again, and gets what was kept for them', async () => {
    const target = await written('the amount is 2')
    await anna.leave()
    await desk.says(mira, room, { msgtype: 'm.text', body: 'which amount?' })
    await waitFor('it to be kept', async () => (await desk.store.counts()).heldLanes > 0)
    assert.equal(shown('which amount?'), undefined)
    await anna.edit(target, 'the amount is 20 euro')
    await desk.quiet()
    assert.equal(shown('which amount?')?.speaker, 'mira')
  })

  it('what a customer changes that is not in the room stands there marked, and is told once', async () => {
    const before = desk.matrix.posted.length
    for (const text of ['first', 'second']) await anna.edit('of-last-year' as RemoteMessageId, text)
    await anna.redact('of-last-year' as RemoteMessageId)
    await anna.redact('of-last-year' as RemoteMessageId)
    await desk.quiet()
    const told = desk.matrix.posted.slice(before).map(({ message }) => message.text)
    assert.deepEqual(told.toSorted(), [
      '* first',
      '* second',
      'anna changed a message that is not in this room, so the new text stands here as a message of its own, after a *.',
      'anna took back a message that is not in this room.',
    ])
  })

  it('[I2] a crash between the sending and the finishing leaves one message and one link', async () => {
    const finish = desk.store.finishOutbox.bind(desk.store)
    let crashes = 0
    Object.assign(desk.store, {
      finishOutbox: async (...finished: Parameters<typeof finish>) => {
        if (finished[2] && crashes++ < 2) throw new Error('as if the process had ended here')
        return finish(...finished)
      },
    })
    const before = await links()
    const line = await says({ body: 'once' })
    await written('twice is too often')
    assert.ok(crashes >= 4)
    desk.errors.splice(0)
    assert.equal(desk.textsTo('anna').filter((text) => text === 'once').length, 1)
    assert.equal(desk.matrix.posted.filter(({ message }) => message.text === 'twice is too often').length, 1)
    assert.equal(await links(), (before ?? 0) + 2)
    await edits(line, 'really once')
    assert.equal(shown('really once')?.isRedacted, false)
  })

  it('[P18] the conversation is connected with the first line that arrived, and why says so', async () => {
    const id = Number(/\d+/.exec(room)?.[0])
    const why = () => desk.asks(mira, room, '!why')
    assert.match(await why(), /\nTalk {4}nothing that mira wrote has reached anna yet\.$/)
    await says({ body: 'hello anna' })
    await says({ body: 'one moment' })
    assert.match(await why(), /\nTalk {4}the first line of mira reached anna at /)
    const count = 'SELECT count(*)::integer AS n FROM conversation_event WHERE type = $1 AND conversation_id = $2'
    assert.deepEqual(await desk.sql(count, ['line-delivered', id]), [{ n: 1 }])
  })

  it('[P19] that somebody types passes between the agent and the customer, and is not stored', async () => {
    const types = (...user_ids: readonly string[]) =>
      desk.app.signs.fromMatrix([{ type: 'm.typing', room_id: room, content: { user_ids } }])
    anna.type(true)
    anna.type(true)
    await waitFor('her typing in the room', () => desk.matrix.typed.length > 0)
    anna.type(false)
    await waitFor('the end of it', () => desk.matrix.typed.length > 1)
    assert.deepEqual(desk.matrix.typed, [true, false])
    types('@ben:hs', `@someone:hs`)
    types(mira, '@ben:hs')
    await waitFor('typing at her side', () => anna.seesTyping())
    types('@ben:hs')
    await waitFor('the end of it', () => !anna.seesTyping())
    desk.app.signs.fromMatrix([{ type: 'm.typing', room_id: '!other:hs', content: { user_ids: [mira] } }, 7, null])
    await desk.says(mira, room, { msgtype: 'm.text', body: '!close solved' })
    await desk.quiet()
    anna.type(true)
    assert.deepEqual(desk.matrix.typed, [true, false])
  })

  it('[P19] an agent who types is shown as well when another process is told so, as long as the conversation is theirs', async () => {
    await using neighbours = await desk.neighbour()
    const other = createSigns({ ...desk.app, neighbours, assigned: createAssignedView() })
    const types = (...user_ids: readonly string[]) =>
      other.fromMatrix([{ type: 'm.typing', room_id: room, content: { user_ids } }])
    types(mira)
    await waitFor('typing at her side', () => anna.seesTyping())
    types()
    await waitFor('the end of it', () => !anna.seesTyping())
  })

  it('[P19] what the customer has read is read by their ghost', async () => {
    const line = await says({ body: 'please read this' })
    anna.read(shown('please read this')?.remoteId as RemoteMessageId)
    anna.read('unknown' as RemoteMessageId)
    await waitFor('the receipt', () => desk.matrix.read.length > 0)
    assert.deepEqual(desk.matrix.read, [line])
  })

  it('goes with its conversation when that is deleted', async () => {
    await says({ body: 'hello' })
    assert.ok(((await links()) ?? 0) >= 2)
    await desk.asks(mira, room, '!close solved')
    await desk.store.applyRetention({ keysMs: 1e9, closedMs: -60_000 })
    assert.equal(await links(), 0)
  })
})

describe('on a network that carries text', () => {
  const given = useDesk()

  it('nothing is linked, and the way of a line is the same as before', async () => {
    const desk = given()
    await desk.withBilling()
    const { room } = await desk.withConversation('anna')
    await desk.says(mira, room, { msgtype: 'm.text', body: 'hello' })
    await desk.quiet()
    assert.equal(desk.textsTo('anna').at(-1), '[mira] hello')
    assert.deepEqual(await desk.sql('SELECT FROM message_link'), [])
    const stored = await desk.sql<{ state: string }>('SELECT state FROM conversation')
    assert.equal(stored[0]?.state.includes('carries'), false)
  })
})
