import assert from 'node:assert/strict'
import fc from 'fast-check'
import { decide } from '../../src/core/conversation/decide.ts'
import type { ConversationEvent, ConversationEventType, Opening } from '../../src/core/conversation/event.ts'
import { replay } from '../../src/core/conversation/replay.ts'
import type { Conversation } from '../../src/core/conversation/state.ts'
import {
  anOffer,
  anOpening,
  ben,
  eventSamples,
  everything,
  mira,
  opened,
  type Played,
  start,
  wrote,
} from '../support/conversation-samples.ts'

const types = Object.keys(eventSamples(start)) as ConversationEventType[]
const texts = ['1', 'history', 'technical', 'cancel', 'position', 'agent', 'skip', 'my invoice is wrong', '!close', '']

/** Events as they may come in any order, to and from several agents, with times that only grow. */
const histories = fc.array(
  fc.record({
    type: fc.constantFrom(...types),
    after: fc.integer({ min: 0, max: 30_000 }),
    text: fc.constantFrom(...texts),
    isLate: fc.boolean(),
    person: fc.constantFrom(mira, ben),
    offer: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 60 },
)

interface Move {
  readonly type: ConversationEventType
  readonly after: number
  readonly text: string
  readonly isLate: boolean
  readonly person: typeof mira
  readonly offer: number
}

const occasions = fc.constantFrom(undefined, 'subscribe', 'home', 'thread', 'late')

function eventOf(move: Move, at: number): ConversationEvent {
  const sample = eventSamples(at)[move.type]
  const offer = anOffer(move.person, move.offer, { at })
  const late = move.isLate ? { writtenAt: at - 600_000 } : {}
  if (sample.type === 'customer-wrote')
    return { ...wrote(move.text, at), ...late, ...(move.text === 'history' ? { pastAsked: {} } : {}) }
  if (sample.type === 'customer-edited') return { ...sample, ...late }
  if (sample.type === 'offered' || sample.type === 'agent-took')
    return { ...sample, person: move.person, offer } as ConversationEvent
  if (sample.type === 'offer-timed-out' || sample.type === 'invite-delivered' || sample.type === 'invite-failed')
    return { ...sample, offer: offer.id }
  if (sample.type === 'agent-left' || sample.type === 'agent-invited') return { ...sample, agent: move.person.agent }
  return 'person' in sample ? { ...sample, person: move.person } : sample
}

/** By a line of now, by a button, or by the new text of a line; whose words came late, by any word but `cancel`. */
function askForSomething(log: readonly ConversationEvent[]): boolean {
  const lateFrom = log.findIndex((event) => 'writtenAt' in event)
  return log.some((event, index) => {
    if ('writtenAt' in event) return false
    const asides = lateFrom >= 0 && lateFrom < index ? ['cancel'] : ['cancel', 'position', 'history']
    if (event.type === 'customer-wrote') return !asides.includes(event.message.text)
    return event.type === 'customer-chose' || event.type === 'customer-edited'
  })
}

interface Run {
  readonly log: readonly ConversationEvent[]
  readonly states: readonly Conversation[]
  readonly played: Played
}

function run(moves: readonly Move[], opening: Opening = anOpening()): Run {
  const log: ConversationEvent[] = []
  const states: Conversation[] = []
  let played = opened(opening)
  let at = start
  for (const move of moves) {
    at += move.after
    const event = eventOf(move, at)
    const decision = decide(played.conversation, event)
    if (!decision.ok) continue
    log.push(event)
    states.push(decision.conversation)
    played = { conversation: decision.conversation, effects: [...played.effects, ...decision.effects] }
  }
  return { log, states, played }
}

/** Of a network that carries nothing but text, and of one that carries everything. */
const networks: readonly Partial<Opening>[] = [{}, { carries: everything }]

function assertReplays(moves: readonly Move[], changes: Partial<Opening>): void {
  const opening = anOpening(changes)
  const first = run(moves, opening)
  const begun: ConversationEvent = { type: 'opened', at: start, opening }
  const again = replay([begun, ...first.log]).map(({ decision }) => decision)
  assert.deepEqual(again.at(-1)?.conversation, first.played.conversation)
  assert.deepEqual(
    again.flatMap(({ effects }) => effects),
    first.played.effects,
  )
}

describe('decide, over any history', () => {
  it('[I1] the log of accepted events gives the same state and the same effect keys again', () => {
    fc.assert(
      fc.property(histories, occasions, (moves, occasion) => {
        for (const changes of networks) assertReplays(moves, { ...changes, ...(occasion && { occasion }) })
      }),
    )
  })

  it('[I2] no two effects ever have the same key', () => {
    fc.assert(
      fc.property(histories, (moves) => {
        const keys = run(moves).played.effects.map(({ key }) => key)
        assert.equal(new Set(keys).size, keys.length)
      }),
    )
  })

  it('[I3] there is one owner: an agent, or pending offers, or nobody', () => {
    fc.assert(
      fc.property(histories, (moves) => {
        for (const state of run(moves).states) {
          assert(!('agent' in state && 'offers' in state), state.status)
          if (state.status === 'offered') assert.equal(state.offers.length, 1)
        }
      }),
    )
  })

  it('[I3] every seat that was taken for an offer is freed when it ends, or kept by the one who accepted', () => {
    fc.assert(
      fc.property(histories, (moves) => {
        const { played, log } = run(moves)
        const offered = log.filter((event) => event.type === 'offered').length
        const settled = played.effects.filter(({ effect }) => effect.type === 'settle-offer').length
        const pending = played.conversation.status === 'offered' ? played.conversation.offers.length : 0
        const taken = log.filter((event) => event.type === 'agent-took').length
        assert(settled + pending >= offered && settled + pending <= offered + taken)
      }),
    )
  })

  it('[I5] lines of the customer reach the room in the order in which they were written, each once', () => {
    fc.assert(
      fc.property(histories, (moves) => {
        const { played, log } = run(moves)
        const written = log.flatMap((event) => (event.type === 'customer-wrote' ? [event.remoteId] : []))
        const posted = played.effects.flatMap(({ effect }) =>
          effect.type === 'post-as-customer' ? [effect.remoteId] : [],
        )
        const kept = played.conversation.said.map(({ remoteId }) => remoteId)
        const wanted = played.conversation.status === 'closed' && posted.length === 0 ? [] : written
        // A change of something unknown is a line of its own.
        const lines = [...posted, ...kept].filter((id) => id !== eventSamples(start)['customer-edited'].remoteId)
        assert.deepEqual(lines, wanted)
      }),
    )
  })

  it('[I6] what is meant for agents is never sent to the customer', () => {
    fc.assert(
      fc.property(histories, (moves) => {
        const effects = networks.flatMap((changes) => run(moves, anOpening(changes)).played.effects)
        for (const { effect } of effects) {
          const isInChat = effect.type === 'send-to-chat' || effect.type.endsWith('-in-chat')
          if (isInChat) assert.doesNotMatch(JSON.stringify(effect), /@(mira|ben):/)
        }
      }),
    )
  })

  it('[P10] who came without a word and asked for nothing has no room and no agent, whatever else happens', () => {
    fc.assert(
      fc.property(histories, occasions, (moves, occasion) => {
        const { log, states } = run(moves, anOpening(occasion === undefined ? {} : { occasion }))
        for (const [index, state] of states.entries()) {
          const asked = askForSomething(log.slice(0, index + 1))
          if (asked || occasion === undefined || occasion === 'home')
            assert(!state.wordless || state.status === 'closed')
          else assert(!state.roomAsked && ['identifying', 'intake', 'closed'].includes(state.status), state.status)
        }
      }),
    )
  })

  it('[I8] only an explicit close ends a conversation', () => {
    fc.assert(
      fc.property(histories, (moves) => {
        const { played, log } = run(moves)
        if (played.conversation.status !== 'closed') return
        const cancels = log.filter((event) => event.type === 'customer-wrote' && event.message.text === 'cancel').length
        assert(log.some((event) => event.type === 'close-requested') || cancels >= 2)
      }),
    )
  })
})
