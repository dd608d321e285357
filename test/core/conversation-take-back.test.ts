import assert from 'node:assert/strict'
import fc from 'fast-check'
import { decide } from '../../src/core/conversation/decide.ts'
import type { EventOf, Opening } from '../../src/core/conversation/event.ts'
import { longestRequest, requestFrom, withChangedLine, withoutLine } from '../../src/core/conversation/request.ts'
import type { Status } from '../../src/core/conversation/state.ts'
import type { RemoteMessageId } from '../../src/core/ids.ts'
import { makeRuleInputs } from '../../src/core/routing/rule-inputs.ts'
import {
  aPlacement,
  effectTypes,
  eventSamples,
  inStatus,
  opened,
  type Played,
  play,
  start,
  wrote,
} from '../support/conversation-samples.ts'

const later = start + 40_000
const identified = { type: 'identification-ended', at: start + 1000 } as const
const timedOut = { type: 'intake-timed-out', at: start + 20_000 } as const
const routed = { type: 'routed', at: start + 20_000, placement: aPlacement() } as const

const takenBack = (target: RemoteMessageId): EventOf<'customer-redacted'> => ({
  type: 'customer-redacted',
  at: later,
  target,
})
const edited = (target: RemoteMessageId, text: string): EventOf<'customer-edited'> => ({
  ...{ type: 'customer-edited', at: later, target, remoteId: `e-${target}` as RemoteMessageId },
  message: { kind: 'text', text },
})

/** What becomes of the request when its line is changed and when it is taken back, with the orders that follow. */
const rows: Record<Status, { readonly edited: string; readonly redacted: string }> = {
  identifying: { edited: 'my bill is wrong', redacted: '' },
  intake: { edited: 'my bill is wrong', redacted: '' },
  queued: {
    edited: 'my bill is wrong: edit-as-customer renew-card',
    redacted: ': redact-as-customer renew-card',
  },
  offered: {
    edited: 'my bill is wrong: edit-as-customer renew-card',
    redacted: ': redact-as-customer renew-card',
  },
  active: {
    edited: 'my bill is wrong: edit-as-customer renew-card check-agent',
    redacted: ': redact-as-customer renew-card',
  },
  held: {
    edited: 'my bill is wrong: edit-as-customer renew-card check-agent',
    redacted: ': redact-as-customer renew-card',
  },
  wrapping: {
    edited: 'my bill is wrong: edit-as-customer renew-card',
    redacted: ': redact-as-customer renew-card',
  },
  closed: { edited: 'stale', redacted: 'stale' },
}

for (const [status, { edited: afterEdit, redacted }] of Object.entries(rows) as [Status, (typeof rows)[Status]][]) {
  describe(`decide: the request of a conversation that is ${status}`, () => {
    const before = inStatus(status)
    const target = lineOf(before, 'my invoice is wrong')

    it(`after an edit: ${afterEdit}`, () => {
      assert.equal(outcome(before, edited(target, 'my bill is wrong')), afterEdit)
    })

    it(`after a retraction: ${redacted}`, () => assert.equal(outcome(before, takenBack(target)), redacted))
  })
}

describe('words that the customer changes or takes back', () => {
  const first = wrote('my invoice is wrong', start)
  const second = wrote('and my password is 12345', start + 1)
  const third = wrote('please help', start + 2)
  const waiting = play(opened(), first, second, third, identified, timedOut, routed)

  it('are gone from the request and the card, before and after there is a room, and the rest stands', () => {
    const early = play(opened(), first, second, third, takenBack(second.remoteId), identified, timedOut, routed)
    const late = play(waiting, takenBack(second.remoteId))
    for (const played of [early, late]) {
      assert.equal(played.conversation.request, 'my invoice is wrong\nplease help')
      assert.match(cardIn(played), /Wrote +"my invoice is wrong" · "please help"(\n|$)/)
      assert.doesNotMatch(JSON.stringify(played.conversation), /12345/)
    }
  })

  it('stand as they were changed, before and after there is a room', () => {
    const change = edited(second.remoteId, 'and I have no password')
    const early = play(opened(), first, second, third, change, identified, timedOut, routed)
    for (const played of [early, play(waiting, change)]) {
      assert.equal(played.conversation.request, 'my invoice is wrong\nand I have no password\nplease help')
      assert.match(cardIn(played), /"and I have no password"/)
      assert.doesNotMatch(JSON.stringify(played.conversation), /12345/)
    }
  })

  it('are what the rules see from then on', () => {
    const { conversation } = play(waiting, takenBack(second.remoteId), edited(third.remoteId, 'help me'))
    const inputs = makeRuleInputs(conversation, { now: later, queues: {} })
    assert.equal(inputs.text, 'my invoice is wrong\nhelp me')
  })

  it('may be changed one after the other, and leave the card as it is where they change nothing', () => {
    const changes = [edited(first.remoteId, 'a'), edited(third.remoteId, 'ccc'), edited(second.remoteId, 'bb')]
    assert.equal(play(waiting, ...changes).conversation.request, 'a\nbb\nccc')
    const all = play(waiting, ...changes, takenBack(first.remoteId), takenBack(third.remoteId))
    assert.equal(all.conversation.request, 'bb')
    const none = play(all, takenBack(second.remoteId))
    assert.equal(none.conversation.request, '')
    assert.doesNotMatch(cardIn(none), /Wrote/)
    const same = play(waiting, edited(first.remoteId, 'my invoice is wrong'))
    assert.equal(effectTypes(same.effects).includes('renew-card'), false)
    const word = play(waiting, wrote('position', later))
    assert.equal(outcome(word, takenBack(lineOf(word, 'position'))).split(': ')[1], 'redact-as-customer')
  })

  it('leave every other line as it was, in whatever order they are changed', () => {
    const text = fc.string({ maxLength: 20 })
    const changes = fc.array(fc.tuple(fc.nat({ max: 4 }), fc.option(text, { nil: undefined })), { maxLength: 20 })
    fc.assert(
      fc.property(fc.array(text, { minLength: 5, maxLength: 5 }), changes, (texts, all) => {
        const lines = texts.map((words, index) => wrote(words, start + index))
        const left = new Map(lines.map(({ remoteId, message }) => [remoteId, message.text]))
        let request: Parameters<typeof withoutLine>[0] = requestFrom(lines)
        for (const [index, words] of all) {
          const { remoteId } = lines[index] ?? assert.fail()
          if (words === undefined) left.delete(remoteId)
          else if (left.has(remoteId)) left.set(remoteId, words)
          const change = words === undefined ? withoutLine : withChangedLine
          request = change(request, remoteId, words ?? '') ?? request
          assert.equal(request.request, [...left.values()].filter((one) => one !== '').join('\n'))
        }
      }),
    )
  })

  it('make room for others where the request was too long, and hide nothing of it', () => {
    const long = wrote('x'.repeat(longestRequest - 10), start)
    const cut = play(opened(), long, wrote('what is cut off here', start + 1), third, identified, timedOut, routed)
    assert.equal(cut.conversation.request.length, longestRequest)
    const left = play(cut, takenBack(long.remoteId)).conversation
    assert.equal(left.request, 'what is c')
    assert.equal(play(cut, edited(third.remoteId, 'help')).conversation.request.length, longestRequest)
  })

  it('whoever took all of it back says anew what it is about', () => {
    const none = play(waiting, takenBack(first.remoteId), takenBack(second.remoteId), takenBack(third.remoteId))
    const anew = wrote('my password is lost', later)
    const again = play(none, anew)
    assert.equal(again.conversation.request, 'my password is lost')
    assert.equal(play(again, takenBack(anew.remoteId)).conversation.request, '')
  })

  describe('as an answer to a question', () => {
    const ownWords = { questions: [{ name: 'problem', text: 'What is wrong?', fills: 'device' as const }] }
    const [one, two] = [wrote('the phone', start + 5000), wrote('of my boss', start + 6000)]
    const settled = { type: 'answer-settled', at: start + 9000 } as const
    const asked = (changes: Partial<Opening>) => play(opened(changes), identified, one, two, settled)

    it('are gone from the answers and from what was learned by them, whichever of the lines it was', () => {
      for (const target of [one.remoteId, two.remoteId]) {
        const early = play(asked(ownWords), takenBack(target), routed)
        const late = play(asked(ownWords), routed, takenBack(target))
        for (const played of [early, late]) {
          assert.deepEqual([played.conversation.answers, played.conversation.profile.device], [{}, undefined])
          assert.match(cardIn(played), /Asked +nothing answered/)
        }
        assert.deepEqual(effectTypes(late.effects).slice(-4), [
          'redact-as-customer',
          'renew-card',
          'describe-room',
          'evaluate-rules',
        ])
      }
    })

    it('are no part of the request, in however many lines they came', () => {
      const { request, answers } = play(asked(ownWords), routed).conversation
      assert.deepEqual([request, answers], ['', { problem: 'the phone of my boss' }])
    })

    it('stay where they were chosen, for the words of a choice are ours', () => {
      const choice = wrote('1', start + 5000)
      const chosen = play(opened(), first, identified, choice)
      for (const played of [
        play(chosen, takenBack(choice.remoteId), routed),
        play(chosen, routed, takenBack(choice.remoteId)),
      ]) {
        assert.deepEqual(played.conversation.answers, { topic: 'billing' })
        assert.equal(played.conversation.request, 'my invoice is wrong')
      }
    })
  })

  it('are not kept when the conversation ends', () => {
    const ended = play(waiting, takenBack(second.remoteId), eventSamples(later)['close-requested']).conversation
    assert.equal(ended.request, 'my invoice is wrong\nplease help')
    assert.equal(ended.heard, undefined)
    const early = play(opened(), first, second, takenBack(second.remoteId), eventSamples(later)['close-requested'])
    assert.equal(early.conversation.request, 'my invoice is wrong')
  })
})

/** How the line with this text is called; in a room it stands in what was posted. */
function lineOf({ conversation, effects }: Played, text: string): RemoteMessageId {
  const posted = effects.flatMap(({ effect }) => (effect.type === 'post-as-customer' ? [effect] : []))
  const line = [...posted, ...conversation.said].find(({ message }) => message.text === text)
  assert(line)
  return line.remoteId
}

/** The card as it stands in the end. */
function cardIn({ effects }: Played): string {
  const cards = effects.flatMap(({ effect }) => {
    const isCard = effect.type === 'renew-card' || (effect.type === 'post-as-bot' && effect.isCard)
    return isCard ? [effect.message.text] : []
  })
  return cards.at(-1) ?? ''
}

function outcome({ conversation }: Played, event: EventOf<'customer-edited'> | EventOf<'customer-redacted'>): string {
  const decision = decide(conversation, event)
  if (!decision.ok) return decision.rejection.code
  const { request, said } = decision.conversation
  const orders = effectTypes(decision.effects).join(' ')
  return `${request || (said[0]?.message.text ?? '')}${orders === '' ? '' : `: ${orders}`}`
}
