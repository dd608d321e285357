import assert from 'node:assert/strict'
import type { EventOf } from '../../src/core/conversation/event.ts'
import { type PastAsked, type PastConversation, pastWords } from '../../src/core/conversation/past.ts'
import type { ConversationId } from '../../src/core/ids.ts'
import { aPlacement, inStatus, opened, type Played, play, start, wrote } from '../support/conversation-samples.ts'

const june = Date.UTC(2026, 5, 3, 12)
const now = Date.UTC(2026, 6, 1)

const past: readonly PastConversation[] = [
  {
    ...{ id: 12 as ConversationId, openedAt: june, closedAt: june + 600_000 },
    ...{ queue: 'billing', agentName: 'Mira', outcome: 'solved', request: 'my invoice from march\nis wrong' },
  },
  { id: 3 as ConversationId, openedAt: Date.UTC(2024, 11, 30), closedAt: Date.UTC(2024, 11, 31), request: '' },
]

describe('their own past conversations', () => {
  it('[F5] are a short numbered list, one conversation a line', () => {
    assert.equal(
      pastWords('en', { past }, now),
      [
        'Your last conversations with us:',
        '1  3 June, billing, with Mira, solved: "my invoice from march is wrong"',
        '2  30 December 2024',
      ].join('\n'),
    )
    assert.match(pastWords('de', { past }, now), /\n1 {2}3\. Juni, billing, mit Mira, solved: "my invoice/)
  })

  it('[F5] are shown to nobody whom the network does not vouch for', () => {
    assert.match(pastWords('en', {}, now), /only to people whose account the network vouches for/)
    assert.equal(pastWords('en', { past: [] }, now), 'There are no earlier conversations of yours here.')
  })

  it('[F5] are answered during intake, and asking for them is no part of the request', () => {
    const asked = play(opened(), wrote('my invoice is wrong', start), askedFor({ past }, start + 5000))
    assert.match(lastText(asked), /^Your last conversations with us:\n1 {2}3 June/)
    const routed = play(asked, { type: 'identification-ended', at: start + 6000 }, wrote('1', start + 7000), {
      type: 'routed',
      at: start + 7000,
      placement: aPlacement(),
    })
    assert.equal(routed.conversation.request, 'my invoice is wrong')
    const card = routed.effects.find(({ effect }) => effect.type === 'post-as-bot')?.effect
    assert(card?.type === 'post-as-bot' && !card.message.text.includes('history'))
  })

  it('[F5] a request that came after the buttons is the request too', () => {
    const pressed = play(
      opened({ occasion: 'home' }),
      { type: 'identification-ended', at: start + 1000 },
      { type: 'customer-chose', at: start + 2000, question: 'topic', choice: 'billing' },
      { type: 'routed', at: start + 2000, placement: aPlacement() },
    )
    assert.equal(pressed.conversation.request, '')
    const waiting = play(pressed, wrote('agent', start + 3000), wrote('is my refund on its way?', start + 4000))
    const later = play(waiting, wrote('hello?', start + 5000))
    assert.equal(later.conversation.request, 'is my refund on its way?')
  })

  for (const status of ['queued', 'offered'] as const) {
    it(`[F5] are answered while they wait: ${status}`, () => {
      const asked = play(inStatus(status), askedFor({ past }, start + 20_000))
      assert.equal(asked.conversation.status, status)
      assert.match(lastText(asked), /^Your last conversations/)
    })
  }

  it('[F5] after the goodbye the word asks for them, and brings nobody back', () => {
    const closing = inStatus('wrapping')
    const asked = play(closing, askedFor({ past }, start + 20_000))
    assert.equal(asked.conversation.status, 'wrapping')
    assert.match(lastText(asked), /^Your last conversations/)
    assert.equal(play(closing, wrote('thank you', start + 20_000)).conversation.status, 'active')
  })

  it('with an agent the word goes to the agent, like any other', () => {
    const before = inStatus('active')
    const after = play(before, askedFor({ past }, start + 20_000))
    const types = after.effects.slice(before.effects.length).map(({ effect }) => effect.type)
    assert.deepEqual(types, ['post-as-customer'])
  })

  it('in a log from before there was such a word it is an ordinary line', () => {
    const { conversation } = play(opened(), wrote('history', start))
    assert.equal(conversation.said[0]?.aside, undefined)
  })

  it('the greeting of somebody who comes back with an account says how to ask for them', () => {
    const returning = { count: 1 }
    const customer = { name: 'anna', account: 'anna_m', address: 'anna!anna@example.net' }
    assert.match(firstText(opened({ returning, customer })), /"history" lists your earlier conversations/)
    assert.doesNotMatch(firstText(opened({ returning })), /history/)
    assert.doesNotMatch(firstText(opened({ customer })), /history/)
  })
})

function askedFor(pastAsked: PastAsked, at: number): EventOf<'customer-wrote'> {
  return { ...wrote('history', at), pastAsked }
}

function textsOf({ effects }: Played): readonly string[] {
  return effects.flatMap(({ effect }) => (effect.type === 'send-to-chat' ? [effect.message.text] : []))
}

function lastText(played: Played): string {
  return textsOf(played).at(-1) ?? ''
}

function firstText(played: Played): string {
  return textsOf(played)[0] ?? ''
}
