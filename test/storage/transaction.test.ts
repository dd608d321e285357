import assert from 'node:assert/strict'
import type { Conversation } from '../../src/core/conversation/state.ts'
import type { RoomId } from '../../src/core/ids.ts'
import { isLeaseLost, isStoreConflict, StoreError } from '../../src/ports/store-error.ts'
import { wrote } from '../support/conversation-samples.ts'
import { agentId, sampleAgent, sampleSeat } from '../support/routing-samples.ts'
import { waitFor } from '../support/wait-for.ts'
import { aChat, chatId, conversationNumber, libera, storeConversation } from './support/conversations.ts'
import { network, type TestStore } from './support/test-store.ts'
import { useStore } from './support/use-store.ts'

const row = (body: unknown) => ({ lease: network, subject: 'libera/anna', kind: 'test', body })

describe('a transaction of the store', () => {
  const fixture = useStore()
  let store: TestStore
  beforeEach(() => {
    store = fixture.store
  })

  it('[I1] keeps state, event, effect, timer and the applied inbox row together, or nothing of them', async () => {
    const lease = await store.takeLease()
    const conversation = await storeConversation(store, lease, 'anna')
    await store.submit([row('hello')])
    const { rows } = await store.takeInbox(network, 1)
    const apply = (fail: boolean) =>
      store.transaction(lease, async (tx) => {
        const before = await tx.lockConversation(conversation.id)
        assert.deepEqual(before, { conversation })
        const event = wrote('hello', 5)
        const version = conversation.version + 1
        tx.saveConversation({ ...conversation, version }, conversation.version)
        tx.appendEvents([{ conversation: conversation.id, version, event }])
        tx.addOutbox([
          { key: '1:1:0' as never, lease: network, side: 'matrix', lane: 'a', priority: 0, kind: 'k', body: 1 },
        ])
        tx.setTimer({ lease: network, conversation: conversation.id, kind: 'quiet', subject: '', dueAt: 2_000_000 })
        tx.setRoom(conversation.id, '!r' as RoomId)
        tx.markApplied(rows.map(({ id }) => id))
        if (fail) throw new Error('stopped')
      })
    await assert.rejects(apply(true), /stopped/)
    assert.deepEqual(await store.conversation(conversation.id), { conversation })
    assert.equal((await store.takeInbox(network, 1)).rows.length, 1)
    await apply(false)
    const stored = await store.conversation(conversation.id)
    assert.equal(stored?.conversation.version, conversation.version + 1)
    assert.equal(stored?.room, '!r')
    assert.equal((await store.eventsOf(conversation.id)).length, 1)
    assert.equal((await store.takeInbox(network, 1)).rows.length, 0)
    assert.equal(await store.nextTimer(network), 2_000_000)
    assert.deepEqual([...new Set(store.woken)].sort(), [
      'inbox:network:libera',
      'outbox:matrix:network:libera',
      'timers:network:libera',
    ])
  })

  it('[I2] is refused when a row was applied already, or somebody else changed the conversation', async () => {
    const conversation = await storeConversation(store, undefined, 'anna')
    await store.submit([row(1)])
    const ids = (await store.takeInbox(network, 1)).rows.map(({ id }) => id)
    const mark = () => store.transaction(undefined, async (tx) => tx.markApplied(ids))
    await mark()
    await assert.rejects(mark(), isStoreConflict)
    const save = () =>
      store.transaction(undefined, async (tx) =>
        tx.saveConversation({ ...conversation, version: conversation.version + 1 }, conversation.version),
      )
    await save()
    await assert.rejects(save(), isStoreConflict)
  })

  it('[I3] opens one conversation of a chat at a time, until it is closed', async () => {
    const first = await storeConversation(store, undefined, 'anna', { status: 'wrapping' })
    await assert.rejects(storeConversation(store, undefined, 'anna'), isStoreConflict)
    const open = await store.transaction(undefined, (tx) => tx.lockOpenConversationOf(libera, chatId('anna')))
    assert.equal(open?.conversation.id, first.id)
    const closed = { ...first, status: 'closed', closedAt: 5, by: 'agent', version: first.version + 1 } as Conversation
    await store.transaction(undefined, async (tx) => tx.saveConversation(closed, first.version))
    await storeConversation(store, undefined, 'anna')
    assert.equal((await store.chat(libera, chatId('anna')))?.conversationCount, 2)
  })

  it('[I3] writes nothing for a process that stalled while another took its lease', async () => {
    const lease = await store.takeLease()
    const conversation = await storeConversation(store, lease, 'anna')
    await store.sql(`UPDATE lease SET expires_at = now() - interval '1 second'`)
    const other = fixture.another('two')
    const taken = await other.takeLease()
    assert.equal(taken.epoch, lease.epoch + 1)
    const late = store.transaction(lease, async (tx) => {
      await tx.lockConversation(conversation.id)
      tx.saveConversation({ ...conversation, version: conversation.version + 1 }, conversation.version)
    })
    await assert.rejects(late, isLeaseLost)
    const nothing = store.transaction(lease, async (tx) => tx.addOutbox([]))
    await assert.rejects(nothing, isLeaseLost)
    assert.deepEqual((await store.conversation(conversation.id))?.conversation, conversation)
    await other.transaction(taken, (tx) => tx.lockConversation(conversation.id))
  })

  it('[I3] keeps the lease from changing hands while it is open, even after the lease has run out', async () => {
    const lease = await store.takeLease()
    const other = fixture.another('two')
    await store.transaction(lease, async (tx) => {
      await tx.newConversationId()
      await store.sql(`UPDATE lease SET expires_at = now() - interval '1 second'`)
      await assert.rejects(other.takeLease(), /is taken/)
    })
    assert.equal((await other.takeLease()).epoch, lease.epoch + 1)
  })

  it('ends a stalled one, so that others get what it had locked', async () => {
    const quick = fixture.another('three', { stallMs: 200 })
    const conversation = await storeConversation(store, undefined, 'anna')
    let freed: (() => void) | undefined
    const stalled = quick.transaction(undefined, async (tx) => {
      await tx.lockConversation(conversation.id)
      await new Promise<void>((resolve) => {
        freed = resolve
      })
    })
    await waitFor('the lock', () => freed)
    const other = fixture.another('two')
    const seen = await other.transaction(undefined, (tx) => tx.lockConversation(conversation.id))
    assert.equal(seen?.conversation.id, conversation.id)
    freed?.()
    await assert.rejects(stalled, (error) => error instanceof StoreError && error.failure.kind === 'unavailable')
  })

  it('reports the first failure, not that the rest was aborted', async () => {
    const failing = store.transaction(undefined, async (tx) => {
      tx.saveConversation(await storeConversation(store, undefined, 'anna'))
      await tx.lockConversation(conversationNumber(1))
    })
    await assert.rejects(failing, isStoreConflict)
  })

  it('gives back an agent as saved, with the seats taken since', async () => {
    const agent = sampleAgent('mira', { skills: { linux: 3 } })
    const conversation = await storeConversation(store, undefined, 'anna')
    await store.transaction(undefined, async (tx) => {
      tx.saveAgent({ ...agent, seats: [sampleSeat(99)] })
      const claim = {
        agent: agent.id,
        conversation: conversation.id,
        network: libera,
        networkType: 'irc',
        kind: 'active' as const,
      }
      assert.equal(await tx.claimSeat(claim), true)
      assert.equal(await tx.claimSeat({ ...claim, kind: 'pending' }), true)
    })
    const seats = [{ conversation: conversation.id, network: libera, networkType: 'irc', kind: 'active' }]
    assert.deepEqual(await store.agents(), [{ ...agent, seats }])
    assert.deepEqual(await store.transaction(undefined, (tx) => tx.lockAgent(agent.id)), { ...agent, seats })
    const save = store.transaction(undefined, async (tx) => tx.saveAgent({ ...agent, version: 3 }, 2))
    await assert.rejects(save, isStoreConflict)
    const remove = store.transaction(undefined, (tx) => tx.removeAgent(agent.id))
    await assert.rejects(remove, (error) => error instanceof StoreError && error.failure.kind === 'refused')
    assert.equal(await store.transaction(undefined, (tx) => tx.removeAgent(agentId('nobody'))), false)
  })

  it('remembers chats by their last state and by each identity', async () => {
    const identities = ['account:anna', 'account:anna2']
    await store.transaction(undefined, async (tx) => {
      tx.saveChat(aChat('anna', { identities, maybeSame: 'anna@host' }))
      tx.saveChat(aChat('bert', { identities: ['account:anna2'], at: 2_000_000 }))
      tx.saveChat(aChat('anna', { address: 'new', at: 3_000_000 }))
    })
    const chats = await Promise.all(identities.map((identity) => store.chatByIdentity(libera, identity)))
    assert.deepEqual(chats, [chatId('anna'), chatId('bert')])
    const anna = await store.chat(libera, chatId('anna'))
    assert.deepEqual([anna?.address, anna?.firstAt, anna?.lastAt], ['new', 1_000_000, 3_000_000])
  })
})
