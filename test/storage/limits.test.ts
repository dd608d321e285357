import assert from 'node:assert/strict'
import type { OfferId } from '../../src/core/ids.ts'
import { StoreError } from '../../src/ports/store-error.ts'
import type { SeatClaim } from '../../src/ports/store-transaction.ts'
import { agentId, sampleAgent } from '../support/routing-samples.ts'
import { libera, storeConversation } from './support/conversations.ts'
import type { TestStore } from './support/test-store.ts'
import { useStore } from './support/use-store.ts'

const mira = agentId('mira')

function violates(constraint: string): (error: unknown) => boolean {
  return (error) =>
    (error instanceof StoreError && error.failure.kind === 'refused' && error.failure.constraint === constraint) ||
    (error as { constraint?: string }).constraint === constraint
}

describe('limits in the database', () => {
  const fixture = useStore()
  let store: TestStore
  beforeEach(async () => {
    store = fixture.store
    const capacityPerNetwork = { slack: 1 }
    await store.transaction(undefined, async (tx) =>
      tx.saveAgent(sampleAgent('mira', { capacity: 2, capacityPerNetwork })),
    )
  })

  const conversation = async (chat: string) => (await storeConversation(store, undefined, chat)).id
  const insertSeat = (
    id: number,
    changes: { network?: string; type?: string; kind?: string; forced?: boolean } = {},
  ) => {
    const { network = 'libera', type = 'irc', kind = 'active', forced = false } = changes
    const text =
      'INSERT INTO seat (conversation_id, agent_id, network, network_type, kind, forced) VALUES ($1, $2, $3, $4, $5, $6)'
    return store.sql(text, [id, mira, network, type, kind, forced])
  }
  const claim = async (chat: string, changes: Partial<SeatClaim> = {}) => {
    const id = await conversation(chat)
    const wanted = {
      agent: mira,
      conversation: id,
      network: libera,
      networkType: 'irc',
      kind: 'pending' as const,
      ...changes,
    }
    return store.transaction(undefined, (tx) => tx.claimSeat(wanted))
  }
  const load = async () => (await store.sql<{ load: number }>('SELECT load FROM agent'))[0]?.load

  it('[I4] refuse a seat above the capacity to code that bypasses ours', async () => {
    await insertSeat(await conversation('a'), { kind: 'pending' })
    await insertSeat(await conversation('b'), { kind: 'wrapping' })
    const third = await conversation('c')
    await assert.rejects(insertSeat(third), violates('seat_within_capacity'))
    await insertSeat(third, { kind: 'held' })
    assert.equal(await load(), 2)
    await assert.rejects(
      store.sql(`UPDATE seat SET kind = 'active' WHERE kind = 'held'`),
      violates('seat_within_capacity'),
    )
    await insertSeat(await conversation('d'), { forced: true })
    assert.equal(await load(), 3)
    await store.sql('DELETE FROM seat')
    assert.equal(await load(), 0)
  })

  it('[I4] refuse a seat above the ceiling of a network or of its type', async () => {
    await insertSeat(await conversation('a'), { network: 'acme', type: 'slack' })
    await assert.rejects(
      insertSeat(await conversation('b'), { network: 'other', type: 'slack' }),
      violates('seat_within_capacity'),
    )
    await insertSeat(await conversation('c'))
  })

  it('[I4] refuse a changed load, which follows the seats alone', async () => {
    await insertSeat(await conversation('a'))
    await assert.rejects(store.sql('UPDATE agent SET load = 0'), violates('agent_load_follows_seats'))
    await assert.rejects(store.sql(`UPDATE agent SET network_load = '{}'`), violates('agent_load_follows_seats'))
    await store.sql(
      `INSERT INTO agent (id, name, available, capacity, load, version, data) VALUES ('@x', 'x', true, 1, 7, 1, '{}')`,
    )
    assert.deepEqual(await store.sql(`SELECT load FROM agent WHERE id = '@x'`), [{ load: 0 }])
  })

  it('[I4] let an agent keep what they hold when their capacity is lowered, and take nothing more', async () => {
    await insertSeat(await conversation('a'))
    await insertSeat(await conversation('b'))
    await store.transaction(undefined, async (tx) => tx.saveAgent(sampleAgent('mira', { capacity: 1, version: 2 }), 1))
    await store.sql(`UPDATE seat SET kind = 'wrapping' WHERE kind = 'active'`)
    assert.equal(await claim('c'), false)
    await store.sql(`UPDATE seat SET kind = 'held' WHERE conversation_id = (SELECT min(conversation_id) FROM seat)`)
    assert.equal(await claim('d'), false)
    assert.equal(await load(), 1)
  })

  it('[I4] make a claim fail, not break, when the agent is full, away or at a ceiling', async () => {
    const slack = { network: 'acme' as typeof libera, networkType: 'slack' }
    assert.equal(await claim('a', slack), true)
    assert.equal(await claim('b', slack), false)
    assert.equal(await claim('c'), true)
    assert.equal(await claim('d'), false)
    assert.equal(await claim('e', { forced: true }), true)
    assert.equal(await load(), 3)
    const away = { availability: { state: 'away', since: 0, by: 'agent' }, capacity: 9, version: 2 } as const
    await store.transaction(undefined, async (tx) => tx.saveAgent(sampleAgent('mira', away), 1))
    assert.equal(await claim('f'), false)
  })

  it('[I4] make taking up a held conversation fail, not break, when there is no room', async () => {
    const held = await conversation('a')
    await insertSeat(held, { kind: 'held' })
    await insertSeat(await conversation('b'))
    await insertSeat(await conversation('c'))
    const resume = (forced: boolean) =>
      store.transaction(undefined, (tx) => tx.setSeatKind(held, mira, 'active', forced))
    assert.equal(await resume(false), false)
    assert.equal(await resume(true), true)
    assert.equal(await load(), 3)
  })

  it('[I4] hold when two processes claim the same agents at the same time', async function () {
    this.timeout(60_000)
    const agents = Array.from({ length: 5 }, (_, index) =>
      sampleAgent(`a${index}`, { capacity: 3, capacityPerNetwork: { slack: 1 } }),
    )
    const ids = await store.transaction(undefined, async (tx) => {
      for (const agent of agents) tx.saveAgent(agent)
      return Promise.all(Array.from({ length: 100 }, () => tx.newConversationId()))
    })
    await store.sql(
      `INSERT INTO chat (network, chat, contact, address, customer, first_at, last_at)
      SELECT 'libera', 'many ' || id, '', '', '{}', now(), now() FROM unnest($1::bigint[]) AS id`,
      [ids],
    )
    await store.sql(
      `INSERT INTO conversation (id, network, chat, contact, status, version, opened_at, state)
      SELECT id, 'libera', 'many ' || id, '', 'identifying', 1, now(), '{}' FROM unnest($1::bigint[]) AS id`,
      [ids],
    )
    const other = fixture.another('two')
    const taken = await Promise.all(
      ids.flatMap((id, index) =>
        [store, other].map(async (process) => {
          const networkType = index % 4 === 0 ? 'slack' : 'irc'
          for (const { id: agent } of agents) {
            const wanted = { agent, conversation: id, network: libera, networkType, kind: 'pending' as const }
            if (await process.transaction(undefined, (tx) => tx.claimSeat(wanted))) return agent
          }
          return undefined
        }),
      ),
    )
    const seats = await store.sql<{ agent_id: string; seats: string; slack: string; load: number }>(
      `SELECT agent_id, count(*) AS seats, count(*) FILTER (WHERE network_type = 'slack') AS slack, max(load) AS load
       FROM seat JOIN agent ON agent.id = agent_id GROUP BY agent_id ORDER BY agent_id`,
    )
    assert.deepEqual(
      seats.map(({ seats: count, load: counted }) => [Number(count), counted]),
      agents.map(() => [3, 3]),
    )
    assert(seats.every(({ slack }) => Number(slack) <= 1))
    assert(taken.some((agent) => agent === undefined))
  })

  it('[I3] refuse more pending offers than the width, and a second accepted one, to code that bypasses ours', async () => {
    const id = await conversation('a')
    const insert = (n: number, slot: number, status: string, width = 1) =>
      store.sql(
        `INSERT INTO offer (id, conversation_id, agent_id, slot, width, status, offered_at) VALUES ($1, $2, $3, $4, $5, $6, now())`,
        [`${id}:${n}`, id, `@a${n}`, slot, width, status],
      )
    await insert(1, 1, 'pending')
    await assert.rejects(insert(2, 1, 'pending'), violates('offer_one_pending_per_slot'))
    await assert.rejects(insert(2, 2, 'pending'), violates('offer_slot_within_width'))
    await insert(3, 1, 'accepted')
    await assert.rejects(insert(4, 1, 'accepted'), violates('offer_one_accepted'))
    await insertSeat(id)
    await store.transaction(undefined, async (tx) => tx.saveAgent(sampleAgent('ben')))
    const second = `INSERT INTO seat (conversation_id, agent_id, network, network_type, kind) VALUES ($1, '@ben:example', 'libera', 'irc', 'active')`
    await assert.rejects(store.sql(second, [id]), violates('seat_one_holder'))
  })

  it('[I3] let as many offers be pending as the queue is wide, and one be accepted until its agent leaves', async () => {
    const id = await conversation('a')
    const offer = (n: number) => ({
      id: `${id}:${n}` as OfferId,
      conversation: id,
      agent: agentId(`a${n}`),
      width: 2,
      at: 1_000_000,
    })
    const inOne = (work: Parameters<TestStore['transaction']>[1]) => store.transaction(undefined, work)
    await inOne(async (tx) => [1, 2].map((n) => tx.insertOffer(offer(n))))
    await assert.rejects(
      inOne(async (tx) => tx.insertOffer(offer(3))),
      violates('offer_slot_within_width'),
    )
    await inOne(async (tx) => {
      tx.settleOffer(offer(1).id, 'withdrawn', 2_000_000, 'too late')
      tx.settleOffer(offer(2).id, 'declined', 2_000_000)
      // The join crossed the withdrawal.
      tx.settleOffer(offer(1).id, 'accepted', 3_000_000)
      tx.insertOffer(offer(3))
    })
    await assert.rejects(
      inOne(async (tx) => tx.settleOffer(offer(3).id, 'accepted', 4_000_000)),
      violates('offer_one_accepted'),
    )
    await inOne(async (tx) => tx.saveAgent(sampleAgent('a1')))
    await inOne((tx) =>
      tx.claimSeat({ agent: agentId('a1'), conversation: id, network: libera, networkType: 'irc', kind: 'active' }),
    )
    await inOne((tx) => tx.freeSeat(id, agentId('a1')))
    await inOne(async (tx) => tx.settleOffer(offer(3).id, 'accepted', 5_000_000))
    const offers = await store.offersOf(id)
    assert.deepEqual(
      offers.map(({ status }) => status),
      ['over', 'declined', 'accepted'],
    )
  })
})
