import assert from 'node:assert/strict'
import fc from 'fast-check'
import { decide } from '../../src/core/conversation/decide.ts'
import type { ConversationEvent, ConversationEventType } from '../../src/core/conversation/event.ts'
import type { Conversation } from '../../src/core/conversation/state.ts'
import type { AgentId, OfferId } from '../../src/core/ids.ts'
import { ben, eventSamples, inStatus, mira, type Played, play, start, wrote } from '../support/conversation-samples.ts'

const at = start + 10_000
const minute = 60_000

const nobodyFree = (time: number): ConversationEvent => ({ ...eventSamples(time)['nobody-free'], at: time })
const positionDue = (time: number, position = 3): ConversationEvent => ({
  type: 'position-came-due',
  at: time,
  position,
  waitMs: minute,
})
const left = (time: number): ConversationEvent => ({ type: 'customer-left', at: time, reason: 'Quit' })
const returned = (time: number): ConversationEvent => {
  const { customer } = inStatus('queued').conversation
  return { type: 'customer-returned', at: time, customer }
}
const gap = (time: number, ms: number): ConversationEvent => ({ type: 'gap-noticed', at: time, ms })

/** What was ordered since, as a short text each. */
function since(before: Played, after: Played): readonly string[] {
  return after.effects.slice(before.effects.length).map(({ effect }) => {
    if (effect.type === 'send-to-chat') return `${effect.priority}: ${effect.message.text}`
    return effect.type === 'set-timer' ? `${effect.timer} at ${effect.at - at}` : effect.type
  })
}

interface Told {
  readonly at: number
  readonly isAsked: boolean
}

/** Plays as the owner does: the timer for the position comes when it is due, with whatever the place is then. */
function toldAt(asks: readonly number[]): readonly Told[] {
  let conversation: Conversation = play(inStatus('queued'), nobodyFree(at)).conversation
  let due: number | undefined = at + minute
  let place = 3
  const told: Told[] = [{ at, isAsked: false }]
  const take = (event: ConversationEvent): void => {
    const decision = decide(conversation, event)
    if (!decision.ok) return
    const isAsked = 'positionAsked' in conversation && conversation.positionAsked === true
    conversation = decision.conversation
    for (const { effect } of decision.effects) {
      if (effect.type === 'set-timer' && effect.timer === 'position') due = effect.at
      if (effect.type === 'send-to-chat' && effect.priority === 'position') told.push({ at: event.at, isAsked })
    }
  }
  const fire = (until: number): void => {
    while (due !== undefined && due <= until) {
      const now: number = due
      due = undefined
      place += 1
      take(positionDue(now, place))
    }
  }
  for (const time of [...asks].sort((one, other) => one - other)) {
    fire(at + time - 1)
    take(wrote('position', at + time))
  }
  fire(at + 3_600_000)
  return told
}

describe('what those who wait hear', () => {
  it('says that nobody is there where everybody is away, without a guess how long', () => {
    const queued = inStatus('queued')
    const away = play(queued, { type: 'nobody-free', at, position: 1, waitMs: minute, nobodyThere: true, reason: '' })
    assert.match(since(queued, away)[0] ?? '', /Nobody is there for \w+ at the moment\. You are next in line\. /)
    const busy = play(queued, { type: 'nobody-free', at, position: 1, waitMs: minute, reason: '' })
    assert.match(since(queued, busy)[0] ?? '', /You are next in line for \w+, about 1 minute\./)
  })

  it('whoever asks for an agent while waiting hears where they stand, as with position', () => {
    for (const [status, expected] of [
      ['queued', 'position at 1000'],
      ['offered', 'prompt: You are first: somebody is being asked right now.'],
    ] as const) {
      const before = inStatus(status)
      for (const word of ['agent', 'position', 'mitarbeiter']) {
        const said = since(before, play(before, wrote(word, at + 1000)))
        assert.deepEqual(said, ['post-as-customer', expected], `${status}: ${word}`)
      }
    }
  })

  it('their position at most once a minute unasked, and at once whenever they ask', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 600_000 }), { maxLength: 40 }), (asks) => {
        const told = toldAt(asks)
        for (const [index, { at: time, isAsked }] of told.entries()) {
          const before = told[index - 1]?.at ?? 0
          assert.ok(index === 0 || isAsked || time - before >= minute, JSON.stringify(told))
        }
        for (const ask of asks) assert.ok(told.some((one) => one.isAsked && one.at === at + ask))
      }),
    )
  })

  it('that they are not forgotten, when nothing has changed for long: ever more seldom', () => {
    let waiting = play(inStatus('queued'), nobodyFree(at))
    const told: number[] = []
    for (let time = at + minute; time < at + 8 * 60 * minute; time += minute) {
      const next = play(waiting, positionDue(time))
      const [first = ''] = since(waiting, next)
      if (first.startsWith('position: You are not forgotten. You are number 3')) told.push((time - at) / minute)
      waiting = next
    }
    assert.deepEqual(told, [10, 21, 43, 87, 175, 351])
    const away = play(inStatus('queued'), nobodyFree(at), left(at + 1000))
    const silent = since(away, play(away, positionDue(at + 60 * minute)))
    assert.deepEqual(silent, [`position at ${61 * minute}`], 'nothing is kept for who is away')
  })

  it('that somebody is being asked, whenever they ask', () => {
    const asks = [1000, 2000].map((after) => wrote('position', at + after))
    const before = inStatus('offered')
    const said = since(before, play(before, ...asks))
    assert.equal(said.filter((line) => /somebody is being asked right now/.test(line)).length, 2)
  })

  it('[P19] their position when they are back, if they were away when it was told; and the rules are asked again', () => {
    const placed = 'evaluate-rules'
    const away = play(inStatus('queued'), left(at), nobodyFree(at + 1000))
    assert.deepEqual(since(away, play(away, returned(at + 5000))), ['position at 5000', placed, 'post-as-bot'])
    const words = play(away, wrote('hello?', at + 5000))
    assert.deepEqual(since(away, words), ['position at 5000', placed, 'post-as-customer'])
    const heard = play(inStatus('queued'), nobodyFree(at + 1000), left(at + 2000))
    assert.deepEqual(since(heard, play(heard, returned(at + 5000))), ['position at 61000', placed, 'post-as-bot'])
    assert.ok(!since(heard, play(inStatus('queued'), returned(at))).includes(placed), 'who was here all the time')
  })

  it('one line of all gaps there were while they were away', () => {
    const away = play(inStatus('active'), left(at), gap(at + 2000, 1000), gap(at + 9000, 4000))
    const said = since(away, play(away, returned(at + 20_000)))
    assert.equal(said.filter((line) => /I was away for 5 seconds/.test(line)).length, 1)
    const again = play(away, returned(at + 20_000), left(at + 30_000))
    assert.deepEqual(since(again, play(again, returned(at + 40_000))), ['post-as-bot'])
  })
})

describe('thanks for answers', () => {
  const answered = (status: 'queued' | 'active'): Played => {
    const before = inStatus(status)
    return { ...before, conversation: { ...before.conversation, answers: { topic: 'billing' } } }
  }
  const isThanked = (before: Played, ...events: readonly ConversationEvent[]) =>
    since(before, play(before, ...events)).map((text) => text.includes('Thanks.'))

  it('come with the first word on where they stand', () => {
    const { offered } = eventSamples(at)
    const fresh = answered('queued')
    const unheard: Played = { ...fresh, conversation: { ...fresh.conversation, offerCount: 0 } }
    assert(isThanked(unheard, nobodyFree(at)).includes(true))
    assert(isThanked(unheard, offered).includes(true))
  })

  it('and not again after a transfer', () => {
    const { transferred, offered } = eventSamples(at)
    const before = answered('active')
    for (const next of [nobodyFree(at), offered]) {
      assert(!isThanked(before, transferred, next).includes(true), next.type)
    }
  })
})

describe('an offer that ends without a word of its agent', () => {
  const removal = (becameAway: boolean) => {
    const event: ConversationEvent = { ...eventSamples(at)['agent-declined'], ...(becameAway ? { becameAway } : {}) }
    const before = inStatus('offered')
    return play(before, event).effects.flatMap(({ effect }) => (effect.type === 'remove-agent' ? [effect.reason] : []))
  }

  it('is not said to be declined by who only went away', () => {
    assert.deepEqual(removal(false), ['You declined this offer.'])
    assert.deepEqual(removal(true), ['You are not there now, so it goes to somebody else.'])
  })
})

describe('a join that crosses the withdrawal of its offer', () => {
  const took: ConversationEvent = {
    ...eventSamples(at)['agent-took'],
    person: ben,
    inRoom: false,
    seated: true,
    offer: { id: '7:9' as OfferId, agent: ben.agent, agentName: 'Ben', at },
  }
  const joined = (agent: typeof mira, seated: boolean): ConversationEvent => ({
    ...eventSamples(at + 100)['agent-joined'],
    person: agent,
    seated,
  })

  it('[I3] wins when it was taken back for one who has not accepted yet', () => {
    const waiting = play(inStatus('offered'), took)
    const after = play(waiting, joined(mira, true)).conversation
    assert.equal(after.status, 'active')
    assert.equal('agent' in after && after.agent, mira.agent)
  })

  it('[I3] does not win once somebody has accepted, or without a free place', () => {
    const waiting = play(inStatus('offered'), took)
    assert.equal(play(waiting, joined(mira, false)).conversation.status, 'offered')
    const accepted = play(waiting, joined(ben, true)).conversation
    assert.equal('agent' in accepted && accepted.agent, ben.agent)
    assert.equal(decide(accepted, joined(mira, true)).ok, false)
  })

  it('who was never offered it is told so', () => {
    const type: ConversationEventType = 'agent-joined'
    const eve = { agent: '@eve:example.org' as AgentId, name: 'Eve' }
    const after = play(inStatus('queued'), { ...eventSamples(at)[type], person: eve, seated: false })
    const last = after.effects.at(-1)?.effect
    assert.ok(last?.type === 'post-as-bot' && /not offered to you/.test(last.message.text))
  })
})
