import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Agent, loadOf } from '../../src/core/routing/agent.ts'
import type { AgentDecision, AgentEffect } from '../../src/core/routing/agent-decision.ts'
import type { AgentEvent, AgentEventOf, AgentEventType, AgentSettings } from '../../src/core/routing/agent-event.ts'
import { decideAgent } from '../../src/core/routing/agent-machine.ts'
import { agentId, conversationId, queue, sampleAgent, sampleSeat } from '../support/routing-samples.ts'

const id = agentId('ben')
const settings: AgentSettings = {
  name: 'Ben',
  queues: [queue('billing')],
  skills: {},
  networks: ['*'],
  features: ['*'],
  capacity: 2,
  capacityPerNetwork: {},
}
const request = { conversation: conversationId(9), network: 'libera', networkType: 'irc' }
const pending = conversationId(1)
const active = conversationId(2)

/** Conversation 1 is offered, 2 is active. */
const seats = [sampleSeat(1, 'pending'), sampleSeat(2, 'active')]
const ready = sampleAgent('Ben', { capacity: 3, seats, idleSince: 5 })
const away: Agent = { ...ready, availability: { state: 'away', since: 3, by: 'agent', reason: 'lunch' } }
const dispatch: AgentEffect = { type: 'availability-changed', agent: id, queues: ready.queues }

interface Expected {
  /** What differs afterwards; absent when nothing may change. */
  readonly change?: Partial<Agent>
  readonly effects?: readonly AgentEffect[]
  readonly rejection?: string
}

type Row<T extends AgentEventType> = {
  readonly event: AgentEventOf<T>
  readonly ready: Expected
  readonly away: Expected
}

const without = (conversation: number) => ({ seats: seats.filter((seat) => seat.conversation !== conversation) })
const offer = { at: 20, conversation: pending }
const freed: Expected = { change: without(1), effects: [dispatch] }
const freedAway: Expected = { change: without(1) }

const rows: { readonly [T in AgentEventType]: Row<T> } = {
  added: {
    event: { type: 'added', at: 20, agent: id, settings },
    ready: { change: { capacity: 2 }, effects: [dispatch] },
    away: { change: { capacity: 2 } },
  },
  changed: {
    event: { type: 'changed', at: 20, settings: { queues: [queue('technical')] }, needsAccept: false },
    ready: {
      change: { queues: [queue('technical')] },
      effects: [{ type: 'availability-changed', agent: id, queues: [queue('technical')] }],
    },
    away: { change: { queues: [queue('technical')] } },
  },
  'said-ready': {
    event: { type: 'said-ready', at: 20, by: 'agent' },
    ready: {},
    away: { change: { availability: { state: 'ready', since: 20, by: 'agent' }, idleSince: 20 }, effects: [dispatch] },
  },
  'said-away': {
    event: { type: 'said-away', at: 20, by: 'agent', reason: 'phone' },
    ready: {
      change: { availability: { state: 'away', since: 20, by: 'agent', reason: 'phone' } },
      effects: [{ type: 'decline-offer', agent: id, conversation: pending, reason: 'phone' }],
    },
    away: {
      change: { availability: { state: 'away', since: 20, by: 'agent', reason: 'phone' } },
      effects: [{ type: 'decline-offer', agent: id, conversation: pending, reason: 'phone' }],
    },
  },
  'presence-changed': {
    event: { type: 'presence-changed', at: 20, presence: 'offline' },
    ready: { change: { offlineSince: 20 } },
    away: { change: { offlineSince: 20 } },
  },
  'stayed-offline': { event: { type: 'stayed-offline', at: 20, limitMs: 5 }, ready: {}, away: {} },
  'offer-made': {
    event: { type: 'offer-made', at: 20, ...request },
    ready: { change: { seats: [...seats, { ...request, kind: 'pending' }] } },
    away: { rejection: 'away' },
  },
  'offer-accepted': {
    event: { type: 'offer-accepted', ...offer, offeredAt: 10, byJoin: false },
    ready: { change: { seats: [sampleSeat(1), sampleSeat(2)], idleSince: 20 } },
    away: { change: { seats: [sampleSeat(1), sampleSeat(2)], idleSince: 20 } },
  },
  'offer-declined': { event: { type: 'offer-declined', ...offer }, ready: freed, away: freedAway },
  'offer-timed-out': {
    event: { type: 'offer-timed-out', ...offer },
    ready: { change: { ...without(1), missedInRow: 1 }, effects: [dispatch] },
    away: freedAway,
  },
  'offer-withdrawn': { event: { type: 'offer-withdrawn', ...offer }, ready: freed, away: freedAway },
  'offer-undeliverable': { event: { type: 'offer-undeliverable', ...offer }, ready: freed, away: freedAway },
  'seat-taken': {
    event: { type: 'seat-taken', at: 20, ...request },
    ready: { change: { seats: [...seats, { ...request, kind: 'active' }], idleSince: 20 } },
    away: { change: { seats: [...seats, { ...request, kind: 'active' }], idleSince: 20 } },
  },
  'seat-kept': {
    event: { type: 'seat-kept', at: 20, conversation: active, kind: 'held' },
    ready: { change: { seats: [seats[0]!, sampleSeat(2, 'held')] }, effects: [dispatch] },
    away: { change: { seats: [seats[0]!, sampleSeat(2, 'held')] } },
  },
  'seat-freed': {
    event: { type: 'seat-freed', at: 20, conversation: active },
    ready: { change: { ...without(2), idleSince: 20 }, effects: [dispatch] },
    away: { change: { ...without(2), idleSince: 20 } },
  },
  removed: {
    event: { type: 'removed', at: 20 },
    ready: { effects: removal() },
    away: { effects: removal() },
  },
}

function removal(): readonly AgentEffect[] {
  const params = { name: 'Ben', conversations: '2' }
  return [
    { type: 'decline-offer', agent: id, conversation: pending, reason: 'no longer an agent' },
    { type: 'tell-admins', textId: 'removed-with-conversations', params },
  ]
}

function expectDecision(before: Agent, event: AgentEvent, { change, effects, rejection }: Expected): void {
  const decision = decideAgent(before, event)
  if (rejection !== undefined) {
    assert.deepEqual(decision, { ok: false, rejection })
    return
  }
  const changed = { ...before, ...change, version: before.version + 1 }
  const agent = event.type === 'removed' ? undefined : change ? changed : before
  assert.deepEqual(decision, { ok: true, agent, effects: effects ?? [] })
}

describe('decideAgent, every state and event', () => {
  for (const row of Object.values(rows)) {
    it(`ready, ${row.event.type}`, () => expectDecision(ready, row.event, row.ready))
    it(`away, ${row.event.type}`, () => expectDecision(away, row.event, row.away))
    it(`nobody, ${row.event.type}`, () => {
      if (row.event.type === 'added') {
        const added = applied(undefined, row.event)
        assert.equal(added.availability.state, 'away')
        assert.equal(added.capacity, 2)
      } else assert.deepEqual(decideAgent(undefined, row.event), { ok: false, rejection: 'unknown-agent' })
    })
  }
})

describe('decideAgent', () => {
  it('[I4] gives no seat beyond the capacity unless forced', () => {
    const full = { ...ready, capacity: 2 }
    const made: AgentEvent = { type: 'offer-made', at: 20, ...request }
    assert.deepEqual(decideAgent(full, made), { ok: false, rejection: 'full' })
    assert.deepEqual(decideAgent(full, { ...made, type: 'seat-taken' }), { ok: false, rejection: 'full' })
    assert.equal(loadOf(applied(full, { ...made, forced: true })), 3)
  })

  it('[I4] lets nobody back from hold who is full', () => {
    const agent = { ...ready, capacity: 1, seats: [sampleSeat(1), sampleSeat(2, 'held')] }
    const back: AgentEvent = { type: 'seat-kept', at: 20, conversation: active, kind: 'active' }
    assert.deepEqual(decideAgent(agent, back), { ok: false, rejection: 'full' })
  })

  it('gives no second seat for one conversation and ends no offer twice', () => {
    const again: AgentEvent = { type: 'offer-made', at: 20, ...request, conversation: active }
    assert.deepEqual(decideAgent(ready, again), { ok: false, rejection: 'seat-exists' })
    const late: AgentEvent = { type: 'offer-timed-out', at: 20, conversation: active }
    assert.deepEqual(decideAgent(ready, late), { ok: false, rejection: 'no-seat' })
  })

  it('makes an agent who missed two offers in a row away and tells them', () => {
    const missed = { ...ready, missedInRow: 1, seats: [sampleSeat(1, 'pending'), sampleSeat(3, 'pending')] }
    const decision = decideAgent(missed, rows['offer-timed-out'].event)
    assert.ok(decision.ok)
    assert.deepEqual(decision.agent?.availability, {
      state: 'away',
      since: 20,
      by: 'machine',
      reason: 'missed two offers in a row',
    })
    assert.deepEqual(
      decision.effects.map(({ type }) => type),
      ['tell-agent', 'decline-offer'],
    )
  })

  it('counts misses in a row only: declining, accepting and saying ready begin anew', () => {
    const missed = { ...ready, missedInRow: 1 }
    for (const type of ['offer-declined', 'offer-accepted', 'said-ready', 'seat-taken'] as const) {
      assert.equal(applied(missed, rows[type].event).missedInRow, 0, type)
    }
    assert.equal(applied(missed, rows['offer-withdrawn'].event).missedInRow, 1)
  })

  it('wants accept after two joins in a row within a second, and tells agent and admins', () => {
    const join = (at: number): AgentEvent => ({
      type: 'offer-accepted',
      at,
      conversation: pending,
      offeredAt: 0,
      byJoin: true,
    })
    assert.equal(applied(ready, join(999)).fastJoinsInRow, 1)
    assert.equal(applied(ready, join(1000)).fastJoinsInRow, 0)
    assert.equal(applied({ ...ready, fastJoinsInRow: 1 }, join(1000)).needsAccept, false)
    const decision = decideAgent({ ...ready, fastJoinsInRow: 1 }, join(999))
    assert.ok(decision.ok && decision.agent?.needsAccept)
    assert.deepEqual(
      decision.effects.map(({ type }) => type),
      ['tell-agent', 'tell-admins'],
    )
    const trusted = applied(decision.agent, { type: 'changed', at: 5000, settings: {}, needsAccept: false })
    assert.equal(trusted.needsAccept, false)
  })
})

describe('an agent whom Matrix shows offline', () => {
  const at = (time: number, presence: 'online' | 'unavailable' | 'offline'): AgentEvent => {
    return { type: 'presence-changed', at: time, presence }
  }
  const stayed = (time: number): AgentEvent => ({ type: 'stayed-offline', at: time, limitMs: 100 })
  const offline = applied(ready, at(30, 'offline'))

  it('[F6] is away after the limit, not before, and told so; an open offer goes to the next', () => {
    assert.equal(applied(offline, at(40, 'offline')), offline, 'counted from the first')
    assert.equal(applied(offline, stayed(129)), offline)
    const decision = decideAgent(offline, stayed(130))
    assert.ok(decision.ok)
    assert.deepEqual(decision.agent?.availability, {
      state: 'away',
      since: 130,
      by: 'presence',
      reason: 'offline in Matrix',
    })
    assert.deepEqual(
      decision.effects.map(({ type }) => type),
      ['tell-agent', 'decline-offer'],
    )
  })

  it('[F6] comes back by coming online, but not by an idle program, and only if presence sent them away', () => {
    const gone = applied(offline, stayed(130))
    assert.deepEqual(applied(gone, at(200, 'online')).availability, { state: 'ready', since: 200, by: 'presence' })
    const idle = applied(gone, at(200, 'unavailable'))
    assert.equal(idle.availability.state, 'away')
    assert.equal(applied(idle, at(210, 'online')).availability.state, 'ready')
    assert.equal(applied(away, at(200, 'online')), away)
    assert.equal(applied(ready, at(200, 'unavailable')), ready)
  })

  it('[F6] stays as they said: away is not touched, and ready counts more than what Matrix shows', () => {
    const lunch = applied(offline, { type: 'said-away', at: 50, by: 'agent', reason: 'lunch' })
    assert.equal(applied(lunch, stayed(500)), lunch)
    assert.equal(applied(lunch, at(500, 'online')).availability.reason, 'lunch')
    const insisting = applied(offline, { type: 'said-ready', at: 50, by: 'agent' })
    assert.equal(applied(insisting, stayed(500)), insisting)
    const back = applied(applied(offline, stayed(130)), { type: 'said-ready', at: 140, by: 'agent' })
    assert.deepEqual(back.availability, { state: 'ready', since: 140, by: 'agent' })
    assert.equal(applied(back, stayed(500)), back)
  })

  it('is there after all when they take a conversation', () => {
    const accepted = applied(offline, { type: 'offer-accepted', ...offer, offeredAt: 10, byJoin: true })
    assert.equal(applied(accepted, stayed(500)), accepted)
    const taken = applied(offline, { type: 'seat-taken', at: 40, ...request })
    assert.equal(applied(taken, stayed(500)), taken)
  })

  it('[F7] is offline only when the homeserver says so of all devices: back within the limit, nothing has happened', () => {
    const back = applied(offline, at(60, 'unavailable'))
    assert.deepEqual({ ...back, version: 0 }, { ...ready, version: 0 })
    assert.equal(applied(back, stayed(500)), back)
  })
})

function applied(agent: Agent | undefined, event: AgentEvent): Agent {
  const decision = decideAgent(agent, event)
  assert.ok(decision.ok && decision.agent)
  return decision.agent
}

const conversation = fc.integer({ min: 1, max: 5 }).map(conversationId)
const onConversation = fc.constantFrom(
  ...(['offer-declined', 'offer-timed-out', 'offer-withdrawn', 'offer-undeliverable', 'seat-freed'] as const),
)
const someEvent: fc.Arbitrary<AgentEvent> = fc.oneof(
  fc.record({ type: fc.constantFrom('said-ready', 'said-away'), at: fc.nat(99), by: fc.constant('agent') }),
  fc.record({ type: onConversation, at: fc.nat(99), conversation }),
  fc.record({
    type: fc.constantFrom('offer-made', 'seat-taken'),
    at: fc.nat(99),
    conversation,
    network: fc.constant('libera'),
    networkType: fc.constant('irc'),
  }),
  fc.record({
    type: fc.constant('offer-accepted'),
    at: fc.nat(2000),
    conversation,
    offeredAt: fc.constant(0),
    byJoin: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('seat-kept'),
    at: fc.nat(99),
    conversation,
    kind: fc.constantFrom('active', 'held', 'wrapping'),
  }),
  fc.record({
    type: fc.constant('presence-changed'),
    at: fc.nat(99),
    presence: fc.constantFrom('online', 'unavailable', 'offline'),
  }),
  fc.record({ type: fc.constant('stayed-offline'), at: fc.nat(99), limitMs: fc.nat(20) }),
  fc.constant({ type: 'removed', at: 50 }),
  fc.constant({ type: 'added', at: 50, agent: id, settings }),
) as fc.Arbitrary<AgentEvent>

/** The decision of each event in turn; what is refused leaves the agent as they were. */
function play(events: readonly AgentEvent[]): readonly { event: AgentEvent; decision: AgentDecision; after?: Agent }[] {
  let agent: Agent | undefined
  return events.map((event) => {
    const decision = decideAgent(agent, event)
    if (decision.ok) agent = decision.agent
    return { event, decision, ...(agent && { after: agent }) }
  })
}

describe('decideAgent, whatever happens', () => {
  const history = fc.array(someEvent, { maxLength: 60 }).map((events): readonly AgentEvent[] => {
    return [{ type: 'added', at: 0, agent: id, settings }, { type: 'said-ready', at: 1, by: 'agent' }, ...events]
  })

  it('[I4] holds no more than the capacity and one seat for each conversation', () => {
    fc.assert(
      fc.property(history, (events) => {
        for (const { after } of play(events)) {
          if (!after) continue
          assert.ok(loadOf(after) <= after.capacity)
          assert.equal(new Set(after.seats.map((seat) => seat.conversation)).size, after.seats.length)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('replaying the accepted events gives the same agent', () => {
    fc.assert(
      fc.property(history, (events) => {
        const played = play(events)
        const replayed = play(played.filter(({ decision }) => decision.ok).map(({ event }) => event))
        assert.deepEqual(replayed.at(-1)?.after, played.at(-1)?.after)
      }),
      { numRuns: 500 },
    )
  })

  it('counts each change in the version and saves nothing otherwise', () => {
    fc.assert(
      fc.property(history, (events) => {
        let before: Agent | undefined
        for (const { decision, after } of play(events)) {
          if (before && after) {
            assert.equal(after.version - before.version, after === before ? 0 : 1)
            if (!decision.ok) assert.equal(after, before)
          }
          before = after
        }
      }),
      { numRuns: 500 },
    )
  })
})
