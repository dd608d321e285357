import assert from 'node:assert/strict'
import type { Conversation, Placement } from '../../src/core/conversation/state.ts'
import type { ContactId, NetworkId, QueueName, RoomId } from '../../src/core/ids.ts'
import { aPlacement, eventSamples, mira } from '../support/conversation-samples.ts'
import { queue } from '../support/routing-samples.ts'
import { aChat, chatId, conversationNumber, libera, storeConversation } from './support/conversations.ts'
import type { TestStore } from './support/test-store.ts'
import { useStore } from './support/use-store.ts'

describe('queries of the store', () => {
  const fixture = useStore()
  let store: TestStore
  beforeEach(() => {
    store = fixture.store
  })

  const waits = (chat: string, placement: Partial<Placement>) =>
    storeConversation(store, undefined, chat, { status: 'queued', placement: aPlacement(placement) })
  const save = (conversation: Conversation) =>
    store.transaction(undefined, async (tx) =>
      tx.saveConversation({ ...conversation, version: conversation.version + 1 }, conversation.version),
    )

  it('[I7] serve who waits by priority, then by time, then by number', async () => {
    const late = await waits('late', { since: 3000 })
    const early = await waits('early', { since: 1000 })
    const urgent = await waits('urgent', { since: 5000, priority: 5 })
    const same = await waits('same', { since: 3000 })
    const other = await waits('other', { since: 2000, queue: queue('technical') })
    await storeConversation(store, undefined, 'done', { status: 'active' })
    const order = async (queues: readonly QueueName[], limit = 10) =>
      (await store.waiting(queues, limit)).map(({ conversation }) => conversation)
    assert.deepEqual(await order([queue('billing')]), [urgent.id, early.id, late.id, same.id])
    assert.deepEqual(await order([queue('billing')], 2), [urgent.id, early.id])
    assert.deepEqual(await order([]), [urgent.id, early.id, other.id, late.id, same.id])
    const positions = await Promise.all([urgent, early, late, same, other].map(({ id }) => store.positionOf(id)))
    assert.deepEqual(positions, [1, 2, 3, 4, 1])
    assert.equal(await store.positionOf(conversationNumber(999)), undefined)
    const counts = await store.waitingCounts()
    assert.deepEqual(
      counts.map(({ queue: name, count }) => [name, count]),
      [
        ['billing', 4],
        ['technical', 1],
      ],
    )
  })

  it('go through the open conversations of a network in pages, each once', async () => {
    for (const name of ['d', 'a', 'c', 'b']) await storeConversation(store, undefined, name, { status: 'active' })
    const queued = await waits('e', {})
    await save({ ...queued, status: 'closed', closedAt: 1, by: 'agent', code: 'solved' })
    await waits('f', {})
    const page = (after: Conversation['chat'] | '', limit: number) =>
      store.openConversations({ network: libera, statuses: ['active'], after, limit })
    const chats = async (found: ReturnType<typeof page>) => (await found).map(({ conversation }) => conversation.chat)
    assert.deepEqual(await chats(page('', 3)), ['a', 'b', 'c'].map(chatId))
    assert.deepEqual(await chats(page(chatId('c'), 3)), [chatId('d')])
    assert.deepEqual(await chats(page(chatId('d'), 3)), [])
  })

  it('tell the place of a conversation that is not saved yet, and how long others had waited', async () => {
    await waits('early', { since: 1000 })
    const accepted = await storeConversation(store, undefined, 'accepted', {
      status: 'active',
      placement: aPlacement({ since: 1000 }),
      acceptedAt: 61_000,
    })
    await save({ ...accepted, status: 'closed', closedAt: 70_000, by: 'agent', code: 'solved' })
    const place = await store.transaction(undefined, async (tx) => {
      const conversation = await tx.newConversationId()
      return tx.placeInQueue({ queue: queue('billing'), priority: 0, since: 2000, conversation })
    })
    assert.deepEqual(place, { ahead: 1, recentWaits: [60_000] })
  })

  it('keep who watches the contacts of a network until they are dropped, however often either is said', async () => {
    const watcher = (address: string) => ({ contact: 'support' as ContactId, address })
    for (const address of ['anna@example.net', 'ben@example.net', 'anna@example.net'])
      await store.keepWatcher(libera, watcher(address))
    await store.keepWatcher('other' as NetworkId, watcher('carl@example.net'))
    assert.deepEqual(await store.watchers(libera), [watcher('anna@example.net'), watcher('ben@example.net')])
    await store.dropWatcher(libera, watcher('anna@example.net'))
    await store.dropWatcher(libera, watcher('anna@example.net'))
    assert.deepEqual(await store.watchers(libera), [watcher('ben@example.net')])
  })

  it('count a conversation in which nothing was asked for once down, whatever is saved after its end', async () => {
    const silent = await storeConversation(store, undefined, 'anna', { status: 'intake', wordless: true })
    const closed = { ...silent, status: 'closed', closedAt: 1, by: 'idle', code: 'silent' } as Conversation
    await save(closed)
    await save({ ...closed, version: closed.version + 1 })
    assert.equal((await store.chat(libera, chatId('anna')))?.conversationCount, 0)
    assert.equal(await store.lastConversationOf(libera, chatId('anna')), undefined)
    assert.deepEqual(await store.earlierConversations(libera, chatId('anna'), 5), [])
  })

  it('remember of a closed conversation what a returning customer is greeted with', async () => {
    assert.equal(await store.lastConversationOf(libera, chatId('anna')), undefined)
    const active = await storeConversation(store, undefined, 'anna', { status: 'active' })
    const closed = { ...active, status: 'closed', closedAt: 2_000_000, by: 'agent', code: 'solved' } as Conversation
    await save(closed)
    const last = {
      conversation: active.id,
      chat: chatId('anna'),
      openedAt: active.openedAt,
      agentName: mira.name,
      closedAt: 2_000_000,
      code: 'solved',
    }
    assert.deepEqual(await store.lastConversationOf(libera, chatId('anna')), last)
    await store.transaction(undefined, async (tx) => {
      tx.saveChat(aChat('anna', { maybeSame: 'u@host' }))
      tx.saveChat(aChat('anna2', { maybeSame: 'u@host' }))
    })
    assert.deepEqual(await store.lastMaybeSame(libera, 'u@host', chatId('anna2')), last)
    assert.equal(await store.lastMaybeSame(libera, 'u@host', chatId('anna')), undefined)
  })

  it('count what was opened on a network, from a host, by a chat', async () => {
    for (const name of ['a', 'b', 'c']) {
      await storeConversation(store, undefined, name, { openedAt: name === 'c' ? 500 : 2000 })
      await store.transaction(undefined, async (tx) => tx.saveChat(aChat(name, { maybeSame: 'host' })))
    }
    const opening = { network: libera, chat: chatId('a'), since: 1000 }
    assert.deepEqual(await store.countOpenings({ ...opening, maybeSame: 'host' }), {
      network: 2,
      maybeSame: 2,
      chat: 1,
    })
    assert.deepEqual(await store.countOpenings(opening), { network: 2, maybeSame: 0, chat: 1 })
  })

  it('list open chats and conversations by status', async () => {
    const open = await storeConversation(store, undefined, 'anna')
    const closedAt = 9000
    await storeConversation(store, undefined, 'bert', { status: 'closed', closedAt })
    assert.deepEqual(await store.openChats(libera), [
      { conversation: open.id, chat: chatId('anna'), address: aChat('anna').address },
    ])
    const sinceThen = async (time: number) => (await store.openChats(libera, time)).map(({ chat }) => chat)
    assert.deepEqual(await sinceThen(closedAt), [chatId('anna'), chatId('bert')])
    assert.deepEqual(await sinceThen(closedAt + 1), [chatId('anna')])
    const found = await store.conversationsIn(['queued', 'active'], 10)
    assert.deepEqual(
      found.map(({ conversation }) => conversation.id),
      [open.id],
    )
    const { conversations } = await store.counts()
    assert.deepEqual(conversations, { queued: 1 })
  })

  it('give the log and the decisions of a conversation', async () => {
    const { id } = await storeConversation(store, undefined, 'anna')
    const events = Object.values(eventSamples(5000)).map((event, index) => ({
      conversation: id,
      version: index + 1,
      event,
    }))
    await store.transaction(undefined, async (tx) => {
      tx.appendEvents(events)
      tx.addDecision({ conversation: id, at: 1 })
      tx.addDecision({ conversation: id, at: 2 })
    })
    const log = await store.eventsOf(id)
    assert.deepEqual(
      log.map(({ version, event }) => ({ conversation: id, version, event })),
      events,
    )
    assert.deepEqual(await store.decisionsOf(id, 1), [{ conversation: id, at: 2 }])
  })

  it('know the role of a room', async () => {
    const { id } = await storeConversation(store, undefined, 'anna')
    const room = (name: string) => `!${name}` as RoomId
    await store.transaction(undefined, async (tx) => tx.setRoom(id, room('anna')))
    await store.setDirectRoom(mira.agent, room('old'))
    await store.setDirectRoom(mira.agent, room('new'))
    await store.setAdminRoom(room('old admin'))
    await store.setAdminRoom(room('admin'))
    const roles = await Promise.all(
      ['anna', 'new', 'old', 'admin', 'old admin'].map((name) => store.roomRole(room(name))),
    )
    assert.deepEqual(roles, [
      { kind: 'conversation', conversation: id },
      { kind: 'direct', user: mira.agent },
      undefined,
      { kind: 'admin' },
      undefined,
    ])
    assert.equal(await store.directRoom(mira.agent), room('new'))
    await store.forgetRoom(room('new'))
    assert.equal(await store.directRoom(mira.agent), undefined)
  })

  it('block and unblock chats', async () => {
    await storeConversation(store, undefined, 'anna')
    const block = { at: 5, by: mira.agent, reason: 'spam' }
    assert.equal(await store.blockChat(libera, chatId('anna'), block), true)
    assert.equal(await store.blockChat(libera, chatId('nobody'), block), false)
    assert.deepEqual(
      (await store.blockedChats(10)).map(({ blocked }) => blocked),
      [block],
    )
    assert.equal(await store.unblockChat(libera, chatId('anna')), true)
    assert.equal(await store.unblockChat(libera, chatId('anna')), false)
    assert.equal((await store.chat(libera, chatId('anna')))?.blocked, undefined)
  })

  it('keep settings and the audit', async () => {
    await store.setSetting('a', '1')
    await store.setSetting('a', '2')
    assert.equal(await store.setting('a'), '2')
    await store.setSetting('a', undefined)
    assert.equal(await store.setting('a'), undefined)
    const entry = { at: 1, who: '@eve', command: 'rules publish', outcome: 'done' }
    await store.addAudit(entry)
    await store.addAudit({ ...entry, at: 2, room: '!admin' })
    assert.deepEqual(await store.audit(10), [{ ...entry, at: 2, room: '!admin' }, entry])
  })

  it('delete what is older than the retention, and nothing younger', async () => {
    fixture.now = Date.now()
    const old = await storeConversation(store, undefined, 'old', {
      status: 'closed',
      closedAt: fixture.now - 10_000,
    })
    const young = await storeConversation(store, undefined, 'young', {
      status: 'closed',
      closedAt: fixture.now - 1000,
    })
    const open = await storeConversation(store, undefined, 'open')
    for (const { id } of [old, open])
      await store.transaction(undefined, async (tx) => tx.addDecision({ conversation: id, at: 1 }))
    await store.submit([{ lease: 'bot', subject: 'a', kind: 'k', key: 'key', body: 1 }])
    await store.addAudit({ at: 1, who: '@eve', command: '', outcome: '' })
    assert.equal(await store.applyRetention({ keysMs: 60_000, closedMs: 5000 }), 1)
    assert.equal(await store.conversation(old.id), undefined)
    assert(await store.conversation(young.id))
    assert.equal((await store.decisionsOf(open.id, 9)).length, 1)
    fixture.now += 120_000
    assert.equal(await store.applyRetention({ keysMs: 60_000, auditMs: 60_000 }), 2)
    assert(await store.conversation(open.id))
  })
})
