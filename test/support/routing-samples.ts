import fc from 'fast-check'
import type { Needs, Refusal } from '../../src/core/conversation/state.ts'
import type { AgentId, ConversationId, QueueName } from '../../src/core/ids.ts'
import type { Agent, Seat } from '../../src/core/routing/agent.ts'
import type { Need } from '../../src/core/routing/need.ts'

export const queue = (name: string) => name as QueueName
export const agentId = (name: string) => `@${name}:example` as AgentId
export const conversationId = (number: number) => number as ConversationId

/** An agent who can take anything of queue `billing`. */
export function sampleAgent(name: string, changes: Partial<Agent> = {}): Agent {
  return {
    id: agentId(name.toLowerCase()),
    name,
    availability: { state: 'ready', since: 0, by: 'agent' },
    queues: [queue('billing')],
    skills: {},
    networks: ['*'],
    features: ['*'],
    capacity: 3,
    capacityPerNetwork: {},
    seats: [],
    idleSince: 0,
    missedInRow: 0,
    fastJoinsInRow: 0,
    needsAccept: false,
    version: 1,
    ...changes,
  }
}

export function sampleSeat(conversation: number, kind: Seat['kind'] = 'active', network = 'libera'): Seat {
  return { conversation: conversationId(conversation), network, networkType: 'irc', kind }
}

export function sampleNeed(changes: Omit<Partial<Need>, 'needs'> & { readonly needs?: Partial<Needs> } = {}): Need {
  return {
    queue: queue('billing'),
    network: { id: 'libera', type: 'irc' },
    refusals: [],
    now: 1_000_000,
    ...changes,
    needs: { skills: {}, features: [], ...changes.needs },
  }
}

const networkIds = { libera: 'irc', oftc: 'irc', acme: 'slack' } as const
const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const level = fc.integer({ min: 1, max: 5 })
const skills = fc.dictionary(fc.constantFrom('linux', 'french', '__proto__', 'constructor'), level, { maxKeys: 3 })
const network = fc.constantFrom<keyof typeof networkIds>('libera', 'oftc', 'acme')

const seat: fc.Arbitrary<Seat> = fc
  .record({
    conversation: fc.integer({ min: 1, max: 9 }).map(conversationId),
    network,
    kind: fc.constantFrom<Seat['kind']>('pending', 'active', 'held', 'wrapping'),
  })
  .map((one) => ({ ...one, networkType: networkIds[one.network] }))

/** Agents from a small world, so that they meet the needs of `needs` often. */
export const someAgent: fc.Arbitrary<Agent> = fc.record({
  id: fc.constantFrom(...names.map(agentId)),
  name: fc.constantFrom(...names),
  availability: fc.record({
    state: fc.constantFrom('ready', 'ready', 'away'),
    since: fc.nat(9),
    by: fc.constant('agent'),
  }) as fc.Arbitrary<Agent['availability']>,
  queues: fc.subarray(['billing', 'technical'].map(queue), { minLength: 0 }),
  skills,
  networks: fc.subarray(['*', 'irc', 'libera', 'slack']),
  features: fc.subarray(['*', 'files', 'threads']),
  capacity: fc.integer({ min: 0, max: 3 }),
  capacityPerNetwork: fc.dictionary(fc.constantFrom('irc', 'libera', 'slack'), fc.integer({ min: 0, max: 2 })),
  seats: fc.uniqueArray(seat, { selector: (one) => one.conversation, maxLength: 4 }),
  idleSince: fc.constantFrom(0, 1, 2),
  missedInRow: fc.constantFrom(0, 1),
  fastJoinsInRow: fc.constantFrom(0, 1),
  needsAccept: fc.boolean(),
  version: fc.constant(1),
})

export const someAgents = fc.uniqueArray(someAgent, { selector: ({ id }) => id, maxLength: names.length })

const refusal: fc.Arbitrary<Refusal> = fc.record({
  agent: fc.constantFrom(...names.map(agentId)),
  at: fc.integer({ min: 0, max: 100_000 }),
  how: fc.constantFrom<Refusal['how']>('declined', 'timed-out', 'undeliverable', 'left'),
})

export const someNeed: fc.Arbitrary<Need> = fc
  .record({
    queue: fc.constantFrom(...['billing', 'technical', 'nowhere'].map(queue)),
    skills: fc.dictionary(fc.constantFrom('linux', 'french'), fc.integer({ min: 0, max: 3 }), { maxKeys: 2 }),
    features: fc.subarray(['files', 'threads']),
    preferred: fc.option(fc.constantFrom(...names.map(agentId)), { nil: undefined }),
    network,
    refusals: fc.array(refusal, { maxLength: 10 }),
    now: fc.integer({ min: 100_000, max: 120_000 }),
  })
  .map((one) => ({
    queue: one.queue,
    needs: {
      skills: one.skills,
      features: one.features,
      ...(one.preferred !== undefined && { preferred: one.preferred }),
    },
    network: { id: one.network, type: networkIds[one.network] },
    refusals: one.refusals,
    now: one.now,
  }))
