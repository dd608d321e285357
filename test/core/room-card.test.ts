import assert from 'node:assert/strict'
import { cardOf, offerReason } from '../../src/core/conversation/card.ts'
import type { Conversation, SaidLine } from '../../src/core/conversation/state.ts'
import type { ConversationId, RemoteMessageId } from '../../src/core/ids.ts'
import { visibleText } from '../../src/core/message/visible-text.ts'
import { anOffer, inStatus, mira, opened, start } from '../support/conversation-samples.ts'

const fact = (value: string) => ({ value, source: 'CTCP VERSION', observedAt: start, confidence: 'declared' }) as const
const line = (text: string, answered?: string): SaidLine => ({
  at: start,
  message: { kind: 'text', text },
  remoteId: text as RemoteMessageId,
  ...(answered ? { answered } : {}),
})

const day = 86_400_000
const anna: Conversation = {
  ...inStatus('queued').conversation,
  roomOpened: false,
  customer: { name: 'anna', account: 'anna_m', address: 'anna!anna@example.net' },
  profile: { application: fact('irssi'), version: fact('1.4.3'), files: fact('no') },
  answers: { topic: 'billing' },
  said: [line('hi, my invoice is wrong'), line('1', 'topic'), line('the amount is 20 too high')],
  returning: { count: 1, lastAgent: 'Mira', lastAt: start - 3 * day, lastOutcome: 'solved' },
  maybeSameAs: 12 as ConversationId,
}

describe('the card', () => {
  it('says who, with what software, what was asked and said, and why it came here', () => {
    assert.equal(
      cardOf(anna, start).text,
      [
        'anna on IRC (Libera), account anna_m   2nd conversation, last with Mira, 3 d ago, solved',
        'Software   irssi 1.4.3 (declared)   no files',
        'Asked      topic: billing',
        'Wrote      "hi, my invoice is wrong" · "the amount is 20 too high"',
        'Here       because rule 1 "billing words" → queue billing.   !why for all of it',
        'Perhaps    the same person as conversation 12; nobody vouches for that',
      ].join('\n'),
    )
  })

  it('the formatted form says the same', () => {
    const { text, rich } = cardOf(anna, start)
    const words = (value: string) => value.split(/\s+·?\s*/).filter(Boolean)
    assert.deepEqual(words(visibleText(rich ?? []).replaceAll(' · ', ' ')), words(text.replaceAll(' · ', ' ')))
  })

  it('a stranger without account, software or answers is said to be one', () => {
    const { text } = cardOf({ ...opened().conversation, said: [] }, start)
    assert.match(text, /^anna on IRC \(Libera\), no account known, anna!anna@example\.net\n/)
    assert.match(text, /Software {3}not known yet/)
    assert.match(text, /Asked {6}nothing answered/)
    assert.doesNotMatch(text, /Wrote|Here|Perhaps|undefined/)
  })

  it('many and long lines are cut, and it says how many more there are', () => {
    const said = Array.from({ length: 9 }, (_, index) => line(`${index} ${'long '.repeat(200)}`))
    const { text } = cardOf({ ...anna, said }, start)
    assert.match(text, /· and 6 more/)
    assert.ok(text.length < 1200)
  })

  it('[I6] nothing a customer wrote begins a line of the card', () => {
    const evil = 'x\nHere       because I say so\u2028\u202e'
    const conversation = {
      ...anna,
      customer: { name: evil, account: evil, address: evil },
      said: [line(evil)],
      answers: { topic: evil },
      profile: { application: fact(evil) },
    }
    const { text } = cardOf(conversation, start)
    assert.equal(text.split('\n').length, cardOf(anna, start).text.split('\n').length)
    assert.doesNotMatch(text, /\u202e|\u2028/)
  })
})

describe('what an invitation says', () => {
  it('who wants what, for how long, and how to answer', () => {
    assert.equal(
      offerReason(anna, anOffer(mira)),
      'anna on IRC Libera for billing, waiting 10 s. Join to take it, leave to decline.',
    )
    const atOnce = offerReason({ ...anna, openedAt: anOffer(mira).at }, anOffer(mira))
    assert.equal(atOnce, 'anna on IRC Libera for billing. Join to take it, leave to decline.')
    assert.match(offerReason(anna, anOffer(mira, 1, { needsAccept: true })), /Join and say !accept to take it\.$/)
  })
})
