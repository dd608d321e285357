import assert from 'node:assert/strict'
import type { RemoteMessageId } from '../../src/core/ids.ts'
import type { RemoteSender } from '../../src/ports/network.ts'
import { inboxOf, senderOf } from './support/come.ts'
import { type Desk, mira, useDesk } from './support/desk.ts'

describe('what customers may see of their past', () => {
  const fixture = useDesk()
  let desk: Desk
  let asked = 0
  beforeEach(async () => {
    desk = fixture()
    await desk.withBilling()
  })

  /** A conversation of this customer with Mira, from the first line to the end. */
  const talks = async (name: string, request: string) => {
    const { room } = await desk.withConversation(name, request)
    await desk.asks(mira, room, '!note a difficult customer, see @boss:hs')
    await desk.asks(mira, room, 'One moment please.')
    await desk.asks(mira, room, '!close solved')
  }
  /** What they hear when they ask, as this sender. */
  const asks = async (name: string, changes: Partial<RemoteSender> = {}) => {
    const sender = senderOf(name, changes)
    const before = desk.textsTo(name).length
    const message = { kind: 'text', text: 'history' } as const
    const remoteId = `asks:${++asked}` as RemoteMessageId
    await inboxOf(desk).submit({ type: 'message', network: desk.network.id, at: Date.now(), sender, remoteId, message })
    await desk.quiet()
    return desk.textsTo(name).slice(before).join('\n')
  }
  const openOf = async (name: string) =>
    (await desk.store.openChats(desk.network.id)).filter(({ chat }) => chat === `loopback:${name}`)

  it('[F5] a short list, newest first, which begins no conversation', async () => {
    await talks('anna', 'my invoice is wrong')
    await talks('anna', 'it is wrong again')
    const list = await asks('anna')
    assert.match(
      list,
      /^Your last conversations with us:\n1 {2}\d+ \w+, billing, with mira, solved: "it is wrong again"\n2 .*"my invoice is wrong"$/,
    )
    assert.deepEqual(await openOf('anna'), [])
  })

  it('[F5] also while they wait', async () => {
    await talks('anna', 'my invoice is wrong')
    await desk.direct(mira, 'away')
    await desk.customerWrites('anna', 'it is wrong again')
    const list = await asks('anna')
    assert.match(list, /^Your last conversations with us:\n1 .*"my invoice is wrong"$/)
    assert.equal((await openOf('anna')).length, 1)
  })

  it('[F5] a stranger on the nick is told nothing, nor is another account', async () => {
    await talks('anna', 'my invoice is wrong')
    const { vouched: _, ...stranger } = senderOf('anna')
    const answers = [
      await asks('anna', { ...stranger, vouched: undefined } as unknown as Partial<RemoteSender>),
      await asks('anna', { customer: { name: 'anna', address: 'anna!x@y' } }),
      await asks('anna', { customer: { name: 'anna', account: 'mallory', address: 'anna!x@y' } }),
      await asks('mallory'),
    ]
    assert.deepEqual(
      answers.map((answer) => answer.slice(0, 30)),
      [
        'I show earlier conversations o',
        'I show earlier conversations o',
        'There are no earlier conversat',
        'There are no earlier conversat',
      ],
    )
  })

  it('[F5] [I6] nothing of ours is in it: no Matrix id, no note, no code that is not for customers', async () => {
    await desk.admin('agent set @mira:hs name "@mira:hs"')
    const { room } = await desk.withConversation('anna', 'buy cheap watches')
    await desk.asks(mira, room, '!note spam, see @boss:hs')
    await desk.asks(mira, room, '!close spam')
    const list = await asks('anna')
    assert.match(list, /"buy cheap watches"/)
    assert.doesNotMatch(list, /@|:hs|spam|boss/)
  })

  it('[F5] agents who are not named to customers are not named here either', async () => {
    await talks('anna', 'my invoice is wrong')
    Object.assign(desk.app.settings, { agentNaming: 'agent' })
    assert.doesNotMatch(await asks('anna'), /mira/i)
  })

  it('[F5] a network can show it in its own way', async () => {
    await talks('anna', 'my invoice is wrong')
    const inbox = inboxOf(desk)
    const [one, ...others] = await inbox.pastOf(senderOf('anna').chat, 5)
    assert.deepEqual(others, [])
    assert(one && one.closedAt >= one.openedAt)
    const { queue, agentName, outcome, request } = one
    assert.deepEqual([queue, agentName, outcome, request], ['billing', 'mira', 'solved', 'my invoice is wrong'])
    assert.deepEqual(await inbox.pastOf(senderOf('ben').chat, 5), [])
  })

  it('[F5] a queue stands there as customers know it', async () => {
    await talks('anna', 'my invoice is wrong')
    await desk.admin('queue set billing title "Bills and refunds"', 'rule publish "titles"')
    assert.match(await asks('anna'), /, Bills and refunds, with mira/)
  })

  it('who has nothing to cancel is told so, and no conversation begins', async () => {
    const before = desk.textsTo('anna').length
    const message = { kind: 'text', text: 'Cancel!' } as const
    const [sender, at, remoteId] = [senderOf('anna'), Date.now(), 'cancels:1' as RemoteMessageId]
    desk.network.person('anna')
    await inboxOf(desk).submit({ type: 'message', network: desk.network.id, at, sender, remoteId, message })
    await desk.quiet()
    assert.deepEqual(desk.textsTo('anna').slice(before), [
      'There is no conversation to end. Write at any time if we can help.',
    ])
    assert.deepEqual(await openOf('anna'), [])
  })

  it('[F5] a blocked customer is told nothing of it', async () => {
    await talks('anna', 'my invoice is wrong')
    const [past] = await inboxOf(desk).pastOf(senderOf('anna').chat, 1)
    await desk.admin(`block ${past?.id} rude`)
    assert.match(await asks('anna'), /We do not take messages from you here/)
  })
})
