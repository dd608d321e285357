import assert from 'node:assert/strict'
import type { ConversationEventType, EventOf, Opening } from '../../src/core/conversation/event.ts'
import { replay } from '../../src/core/conversation/replay.ts'
import type { WrittenAt } from '../../src/core/conversation/written-at.ts'
import type { RemoteMessageId } from '../../src/core/ids.ts'
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

const long = start - 600_000
const came = { occasion: 'late' } as const
const identified = { type: 'identification-ended', at: start + 3000 } as const
/** How long they have to look again. */
const day = 24 * 3_600_000
const timedOut = { type: 'intake-timed-out', at: start + day } as const
const later = start + 20_000
const routed = { type: 'routed', at: later + 9000, placement: aPlacement() } as const
const clearAll = 'clear-timer clear-timer clear-timer clear-timer clear-timer clear-timer'

function wroteLate(text: string, at = start, writtenAt: WrittenAt = long): EventOf<'customer-wrote'> {
  return { ...wrote(text, at), writtenAt }
}

const first = wroteLate('my invoice is wrong')
const begun = play(opened(came), first)
const waiting = play(begun, identified)

/** What becomes of each event while only words from long ago are there; complete by type. */
const rows: Record<'identifying' | 'intake', Record<ConversationEventType, string>> = {
  identifying: {
    ...rowsWithoutAgent,
    'agent-unfit': 'stale',
    routed: 'stale',
    'customer-chose': 'identifying: clear-timer clear-timer',
    'customer-wrote': 'identifying: send-to-chat set-timer',
    'customer-edited': 'identifying: send-to-chat set-timer',
    'customer-left': 'identifying wordless',
    'customer-returned': 'identifying wordless',
    'gap-noticed': 'identifying wordless: send-to-chat',
    'profile-learned': 'identifying wordless',
    'identification-ended': 'intake wordless: clear-timer send-to-chat set-timer',
    'intake-timed-out': `closed: ${clearAll}`,
    'close-requested': `closed: send-to-chat ${clearAll}`,
  },
  intake: {
    ...rowsWithoutAgent,
    'agent-unfit': 'stale',
    routed: 'stale',
    'customer-chose': 'intake: create-room clear-timer clear-timer evaluate-rules',
    'customer-wrote': 'intake: create-room send-to-chat set-timer',
    'customer-edited': 'intake: create-room send-to-chat set-timer',
    'customer-left': 'intake wordless',
    'customer-returned': 'intake wordless',
    'gap-noticed': 'intake wordless: send-to-chat',
    'profile-learned': 'intake wordless',
    'identification-ended': 'stale',
    'intake-timed-out': `closed: ${clearAll}`,
    'close-requested': `closed: send-to-chat ${clearAll}`,
  },
}

for (const status of ['identifying', 'intake'] as const) {
  describe(`decide: a conversation that began with words from long ago and is ${status}`, () => {
    for (const [type, expected] of Object.entries(rows[status]) as [ConversationEventType, string][]) {
      it(`takes ${type} as: ${expected}`, () => {
        assert.equal(outcomeOf(status === 'intake' ? waiting : begun, type, later), expected)
      })
    }
  })
}

describe('what was written long before it came', () => {
  it('[P10] is told so once it is known what time it is there, and nothing is asked', () => {
    assert.deepEqual(textsOf(begun), [
      'Hello anna, this is the Example help desk. I am a bot and will find you the right person.',
    ])
    const [, told, ...rest] = textsOf(waiting)
    assert.match(told ?? '', /^Your message of 00:06 UTC came only now\. Write anything, and we go on with it\.$/)
    assert.deepEqual(rest, [])
    const zone = { value: '+02:00', source: 'entity time', observedAt: start, confidence: 'declared' } as const
    const learned = { type: 'profile-learned', at: start + 1, facts: { timeZone: zone } } as const
    assert.match(textsOf(play(begun, learned, identified)).at(-1) ?? '', /of 02:06 came only now/)
    const unknown = play(opened(came), wroteLate('help', start, 'unknown'), identified)
    assert.match(textsOf(unknown).at(-1) ?? '', /^Your message came only now/)
  })

  it('troubles no agent as long as they are silent, and then ends with the words kept', () => {
    const silent = play(waiting, timedOut)
    const { conversation } = silent
    assert(conversation.status === 'closed' && conversation.by === 'idle' && conversation.code === 'silent')
    assert.equal(conversation.request, 'my invoice is wrong')
    assert.equal(conversation.wordless, undefined, 'it counts as an earlier conversation')
    const types = new Set(effectTypes(silent.effects))
    for (const type of ['create-room', 'evaluate-rules', 'find-agent']) assert(!types.has(type), type)
    assert.equal(textsOf(silent).length, 2)
  })

  it('[I1] goes on with all of it, each line with its own time, once they write anything', () => {
    const asked = play(waiting, wroteLate('in march', start + 4000, long + 60_000), wrote('yes', later))
    assert.match(textsOf(asked).at(-1) ?? '', /^What is it about\?/)
    const placed = play(asked, wrote('billing', later + 5000), routed)
    assert.equal(placed.conversation.status, 'queued')
    assert.equal(placed.conversation.request, 'my invoice is wrong\nin march\nyes')
    const posted = placed.effects.flatMap(({ effect }) => (effect.type === 'post-as-customer' ? [effect] : []))
    assert.deepEqual(
      posted.map(({ message, at }) => [message.text, at]),
      [
        ['my invoice is wrong', long],
        ['in march', long + 60_000],
        ['yes', later],
        ['billing', later + 5000],
      ],
    )
    const card = placed.effects.find(({ effect }) => effect.type === 'post-as-bot')?.effect
    assert(card?.type === 'post-as-bot')
    assert.match(card.message.text, /Came +late: their first words lay somewhere on the way, then they wrote again/)
  })

  it('goes straight to routing where there is no question, also if they write before they are identified', () => {
    const unasked = play(opened({ ...came, questions: [] }), first)
    assert.equal(effectTypes(play(unasked, identified, wrote('hello', later)).effects).at(-1), 'evaluate-rules')
    const early = play(unasked, wrote('hello', start + 1000))
    assert(!effectTypes(early.effects).includes('evaluate-rules'), 'identification comes first')
    const types = effectTypes(play(early, identified).effects)
    assert(types.includes('create-room') && types.at(-1) === 'evaluate-rules')
    assert.doesNotMatch(textsOf(play(early, identified)).join(), /only now/)
  })

  it('more of it changes nothing but how long is waited', () => {
    const more = play(waiting, wroteLate('agent', start + 4000), wroteLate('cancel', start + 5000))
    assert.equal(more.conversation.wordless, true)
    assert.equal(textsOf(more).length, 2)
    assert.deepEqual(timersOf(more).slice(-3), [start + day + 3000, start + day + 4000, start + day + 5000])
    assert.equal(more.conversation.cancelAsked, false)
  })

  for (const word of ['position', 'history', 'agent', 'skip']) {
    it(`"${word}" is a sign that they are there`, () => {
      const asked = play(waiting, { ...wrote(word, later), ...(word === 'history' ? { pastAsked: {} } : {}) })
      assert.equal(asked.conversation.wordless, undefined)
      const types = effectTypes(asked.effects)
      assert(types.includes('create-room'))
      if (word === 'agent') assert(types.includes('evaluate-rules'))
      else assert.match(textsOf(asked).at(-1) ?? '', /^What is it about\?/)
    })
  }

  it('"cancel" asks back once and ends it, with the words kept; anything else goes on', () => {
    const asked = play(waiting, wrote('cancel', later))
    assert.equal(asked.conversation.wordless, true)
    const late = play(asked, wroteLate('and more', later + 500))
    for (const before of [asked, late]) {
      const ended = play(before, wrote('cancel', later + 1000)).conversation
      assert(ended.status === 'closed' && ended.by === 'customer' && ended.wordless === undefined)
      assert.match(ended.request, /^my invoice is wrong/)
      assert.equal(play(before, wrote('no, help me', later + 1000)).conversation.wordless, undefined)
    }
  })

  it('stands as they put it right; a change that came late too begins nothing', () => {
    const change = (changes: Partial<EventOf<'customer-edited'>>): EventOf<'customer-edited'> => ({
      ...{ type: 'customer-edited', at: later, target: first.remoteId, remoteId: 'e9' as RemoteMessageId },
      message: { kind: 'text', text: 'my bill is wrong' },
      ...changes,
    })
    const late = play(waiting, change({ writtenAt: long + 1000 }))
    assert.equal(late.conversation.wordless, true)
    assert.equal(play(late, timedOut).conversation.request, 'my bill is wrong')
    const unplaced = play(waiting, change({ writtenAt: long + 1000, target: 'm-none' as RemoteMessageId }))
    assert.equal(play(unplaced, timedOut).conversation.request, 'my invoice is wrong\n* my bill is wrong')
    const now = play(waiting, change({}))
    assert.equal(now.conversation.wordless, undefined)
    assert.match(textsOf(now).at(-1) ?? '', /^What is it about\?/)
  })

  it('ends without a word where all of it is taken back', () => {
    for (const before of [begun, waiting, play(begun, wrote('cancel', start + 1))]) {
      const back = play(before, { type: 'customer-redacted', at: later, target: first.remoteId }).conversation
      assert(back.status === 'closed' && back.code === 'silent' && back.wordless === true && back.request === '')
    }
  })

  it('begins nothing either where somebody who added the contact was greeted and asked', () => {
    const subscribed = play(opened({ occasion: 'subscribe' }), identified, wroteLate('my invoice is wrong', later))
    assert.equal(subscribed.conversation.wordless, true)
    assert.match(textsOf(subscribed).at(-1) ?? '', /came only now/)
    const answered = play(subscribed, wrote('1', later + 5000))
    assert.deepEqual(answered.conversation.answers, { topic: 'billing' })
    assert.equal(play(answered, routed).conversation.request, 'my invoice is wrong')
  })

  it('is a line like any other in a conversation that goes on, but no answer to what was asked after it', () => {
    const asked = play(opened(), wrote('hello', start), identified, wroteLate('billing', later))
    assert.deepEqual(asked.conversation.answers, {})
    assert.equal(textsOf(asked).length, 2)
    const line = wroteLate('in march', later + 10_000)
    const placed = play(asked, timedOut, { ...routed, at: later + 1 }, line)
    const posted = placed.effects.map(({ effect }) => effect).filter(({ type }) => type === 'post-as-customer')
    assert.deepEqual(posted.at(-1), {
      type: 'post-as-customer',
      at: long,
      message: line.message,
      remoteId: line.remoteId,
    })
  })

  it('[I1] is routed with all of it when it is more than anybody waits with: nothing grows without end', () => {
    const lines = Array.from({ length: 300 }, (_, index) => wroteLate(`line ${index}`, later + index))
    const { effects } = lines.reduce((before: Played, line) => {
      const next = play(before, line)
      assert(next.conversation.said.length <= 102, `${next.conversation.said.length} lines wait`)
      const isDone = effectTypes(next.effects.slice(before.effects.length)).includes('evaluate-rules')
      return isDone ? play(next, { ...routed, at: line.at }) : next
    }, waiting)
    const posted = effects.flatMap(({ effect }) => (effect.type === 'post-as-customer' ? [effect.message.text] : []))
    assert.deepEqual(
      posted,
      [first, ...lines].map(({ message }) => message.text),
    )
  })

  it('[I1] is made again from its log', () => {
    const events = [first, identified, wroteLate('in march', start + 4000), wrote('yes', later)]
    const whole = play(opened(came), ...events)
    const opening: Opening = anOpening(came)
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

function timersOf({ effects }: Played): readonly number[] {
  return effects.flatMap(({ effect }) => (effect.type === 'set-timer' && effect.timer === 'intake' ? [effect.at] : []))
}
