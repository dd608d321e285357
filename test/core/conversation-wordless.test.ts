import assert from 'node:assert/strict'
import type { ConversationEventType, Opening } from '../../src/core/conversation/event.ts'
import { replay } from '../../src/core/conversation/replay.ts'
import {
  anOpening,
  aPlacement,
  effectTypes,
  opened,
  type Played,
  play,
  start,
  wrote,
} from '../support/conversation-samples.ts'
import { outcomeOf, rowsWithoutAgent } from '../support/decide-rows.ts'

const subscribed = { occasion: 'subscribe' } as const
const identified = { type: 'identification-ended', at: start + 3000 } as const
const timedOut = { type: 'intake-timed-out', at: start + 120_000 } as const
const later = start + 20_000
const clearAll = 'clear-timer clear-timer clear-timer clear-timer clear-timer clear-timer'

/** What becomes of each event while nothing was asked for; complete by type, as the table of the other conversations. */
const rows: Record<'identifying' | 'intake', Record<ConversationEventType, string>> = {
  identifying: {
    ...rowsWithoutAgent,
    'customer-wrote': 'identifying: send-to-chat set-timer',
    'customer-edited': 'identifying',
    'customer-chose': 'identifying: clear-timer clear-timer',
    'customer-left': 'identifying wordless',
    'customer-returned': 'identifying wordless',
    'gap-noticed': 'identifying wordless: send-to-chat',
    'agent-unfit': 'stale',
    'profile-learned': 'identifying wordless',
    'identification-ended': 'intake wordless: clear-timer',
    'intake-timed-out': `closed wordless: ${clearAll}`,
    routed: 'stale',
    'close-requested': `closed wordless: send-to-chat ${clearAll}`,
  },
  intake: {
    ...rowsWithoutAgent,
    'customer-wrote': 'intake: create-room send-to-chat set-timer',
    'customer-edited': 'intake: create-room',
    'customer-chose': 'intake: create-room clear-timer clear-timer evaluate-rules',
    'customer-left': 'intake wordless',
    'customer-returned': 'intake wordless',
    'gap-noticed': 'intake wordless: send-to-chat',
    'agent-unfit': 'stale',
    'profile-learned': 'intake wordless',
    'identification-ended': 'stale',
    'intake-timed-out': `closed wordless: ${clearAll}`,
    routed: 'stale',
    'close-requested': `closed wordless: send-to-chat ${clearAll}`,
  },
}

for (const status of ['identifying', 'intake'] as const) {
  describe(`decide: a conversation that began without a word and is ${status}`, () => {
    for (const [type, expected] of Object.entries(rows[status]) as [ConversationEventType, string][]) {
      it(`takes ${type} as: ${expected}`, () => {
        const before = status === 'intake' ? play(opened(subscribed), identified) : opened(subscribed)
        assert.equal(outcomeOf(before, type, later), expected)
      })
    }
  })
}

describe('a conversation that begins without a word', () => {
  for (const occasion of ['subscribe', 'home', 'thread'] as const) {
    it(`[P10] greets and asks its first question at once: ${occasion}`, () => {
      assert.deepEqual(textsOf(opened({ occasion })), [
        'Hello anna, this is the Example help desk. I am a bot and will find you the right person.',
        'What is it about?  1 billing  2 technical   (a number or a word; "skip" is fine)',
      ])
    })
  }

  it('[P10] asks to just write where there is no question', () => {
    assert.match(textsOf(opened({ ...subscribed, questions: [] })).at(-1) ?? '', /Just write it here/)
  })

  it('leaves the greeting out where the contact does not greet those who write, and asks all the same', () => {
    assert.match(textsOf(opened({ greets: false })).join('\n'), /^What is it about\?.*$/)
  })

  it('troubles nobody as long as they are silent, and ends without a sentence', () => {
    const silent = play(opened(subscribed), identified, timedOut)
    assert.equal(silent.conversation.status, 'closed')
    const types = new Set(effectTypes(silent.effects))
    for (const type of ['create-room', 'evaluate-rules', 'find-agent']) assert(!types.has(type), type)
    assert.equal(textsOf(silent).length, 2)
  })

  it('ends where the questions wait for the app too, and where there is none', () => {
    const usesApp = [{ name: 'version', text: 'Which version is it?', usesApp: true }]
    const waiting = opened({ ...subscribed, questions: usesApp })
    assert.equal(textsOf(waiting).length, 1)
    assert.equal(textsOf(play(waiting, identified)).length, 2)
    assert.equal(play(waiting, identified, timedOut).conversation.status, 'closed')
    const unasked = opened({ ...subscribed, questions: [] })
    assert.deepEqual(timersOf(unasked), ['identification', 'intake'])
    assert.equal(play(unasked, identified, timedOut).conversation.status, 'closed')
  })

  it('takes an answer as the first words', () => {
    const answered = play(opened(subscribed), identified, wrote('1', later))
    assert.deepEqual(answered.conversation.answers, { topic: 'billing' })
    const types = effectTypes(answered.effects)
    assert(types.indexOf('create-room') < types.indexOf('evaluate-rules'))
    assert.equal(answered.conversation.wordless, undefined)
  })

  it('takes first words that are no answer as the request, and asks again without a reproach', () => {
    const asked = play(opened(subscribed), identified, wrote('my invoice is wrong', later))
    assert.equal(asked.conversation.intake.misses, 0)
    assert.match(textsOf(asked).at(-1) ?? '', /^What is it about\?/)
    const placement = aPlacement()
    const routed = play(asked, wrote('billing', later + 5000), { type: 'routed', at: later + 5000, placement })
    assert.equal(routed.conversation.request, 'my invoice is wrong')
    assert.equal(routed.conversation.status, 'queued')
  })

  it('goes on to routing with the first words where there is no question', () => {
    const wroteFirst = play(opened({ ...subscribed, questions: [] }), wrote('hello', start + 1000))
    assert(!effectTypes(wroteFirst.effects).includes('evaluate-rules'), 'identification comes first')
    assert(effectTypes(play(wroteFirst, identified).effects).includes('evaluate-rules'))
    const wroteLate = play(opened({ ...subscribed, questions: [] }), identified, wrote('hello', later))
    assert.deepEqual(effectTypes(wroteLate.effects).slice(-4), [
      'create-room',
      'clear-timer',
      'clear-timer',
      'evaluate-rules',
    ])
  })

  it('goes on to routing with the word "agent"', () => {
    const asked = play(opened(subscribed), identified, wrote('agent', later))
    assert(effectTypes(asked.effects).includes('create-room') && effectTypes(asked.effects).includes('evaluate-rules'))
  })

  it('is not begun by "position" or "cancel"', () => {
    const cancelled = play(opened(subscribed), identified, wrote('position', later), wrote('cancel', later + 1))
    assert.equal(cancelled.conversation.wordless, true)
    assert.equal(play(cancelled, timedOut).conversation.status, 'closed')
    const twice = play(cancelled, wrote('cancel', later + 2))
    assert(twice.conversation.status === 'closed' && twice.conversation.by === 'customer')
    assert(!effectTypes(twice.effects).includes('create-room'))
  })

  it('is a request in itself where they pressed the start button: silence routes on', () => {
    const pressed = play(opened({ occasion: 'home' }), identified, timedOut)
    assert.equal(pressed.conversation.status, 'intake')
    const types = effectTypes(pressed.effects)
    assert(types.includes('create-room') && types.at(-1) === 'evaluate-rules')
  })

  it('says on the card how they came', () => {
    const routed = { type: 'routed', at: later, placement: aPlacement() } as const
    const asked = play(opened(subscribed), identified, wrote('1', later), routed)
    const card = asked.effects.find(({ effect }) => effect.type === 'post-as-bot')?.effect
    assert(card?.type === 'post-as-bot')
    assert.match(card.message.text, /Came +by adding this contact, before any word/)
  })

  it('[I1] is made again from its log', () => {
    const events = [identified, wrote('1', later)]
    const whole = play(opened(subscribed), ...events)
    const opening: Opening = anOpening(subscribed)
    const again = replay([{ type: 'opened', at: start, opening }, ...events]).map(({ decision }) => decision)
    assert.deepEqual(again.at(-1)?.conversation, whole.conversation)
    assert.deepEqual(
      again.flatMap(({ effects }) => effects),
      whole.effects,
    )
  })
})

function textsOf({ effects }: Pick<Played, 'effects'>): readonly string[] {
  return effects.flatMap(({ effect }) => (effect.type === 'send-to-chat' ? [effect.message.text] : []))
}

function timersOf({ effects }: Played): readonly string[] {
  return effects.flatMap(({ effect }) => (effect.type === 'set-timer' ? [effect.timer] : []))
}
