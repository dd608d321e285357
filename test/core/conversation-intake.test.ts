import assert from 'node:assert/strict'
import { configSchema } from '../../src/config/schema.ts'
import type { KeyedEffect } from '../../src/core/conversation/effect.ts'
import { requestLines } from '../../src/core/conversation/request.ts'
import { appSettings } from '../../src/main/app-settings.ts'
import { aPlacement, effectTypes, opened, type Played, play, start, wrote } from '../support/conversation-samples.ts'

const plainConfig = configSchema.parse({
  homeserver: { address: 'http://127.0.0.1:1', domain: 'hs' },
  appservice: { address: 'http://127.0.0.1:2', as_token: 'a'.repeat(40), hs_token: 'h'.repeat(40) },
  bridge: { permissions: { hs: 'agent' } },
  networks: [],
})
const settings = appSettings(plainConfig, '1.2.3')

function timerAt(effects: readonly KeyedEffect[], kind: string): number | undefined {
  const set = effects.flatMap(({ effect }) => (effect.type === 'set-timer' && effect.timer === kind ? [effect] : []))
  return set.at(-1)?.at
}

function newEffects(before: Played, after: Played): readonly KeyedEffect[] {
  return after.effects.slice(before.effects.length)
}

describe('intake: how long routing waits for identification', () => {
  const { identificationTimeoutMs } = settings

  it('[P16] is 5 s as installed', () => {
    assert.equal(identificationTimeoutMs, 5000)
    assert.equal(timerAt(opened({ identificationTimeoutMs }).effects, 'identification'), start + 5000)
  })

  it('[P16] then whoever answered everything is routed, with nothing known of their software', () => {
    const asked = play(opened({ questions: [], identificationTimeoutMs }), wrote('my invoice is wrong', start))
    assert(!effectTypes(asked.effects).includes('evaluate-rules'))
    const over = play(asked, { type: 'identification-ended', at: start + identificationTimeoutMs })
    assert(effectTypes(newEffects(asked, over)).includes('evaluate-rules'))
  })
})

describe('intake: words that are for the bot', () => {
  const routedAt = start + 20_000
  const routed = (...words: readonly string[]) =>
    play(
      opened(),
      wrote('my invoice is wrong', start),
      { type: 'identification-ended', at: start + 1000 },
      ...words.map((word, index) => wrote(word, start + 5000 + index * 1000)),
      { type: 'routed', at: routedAt, placement: aPlacement({ title: 'Billing & refunds' }) },
    )

  for (const words of [['skip'], ['position', 'agent'], ['cancel', 'position', 'weiter']])
    it(`are no part of the request, and not on the card: ${words.join(', ')}`, () => {
      const { conversation, effects } = routed(...words)
      assert.equal(conversation.request, 'my invoice is wrong')
      const card = effects.find(({ effect }) => effect.type === 'post-as-bot')?.effect
      assert(card?.type === 'post-as-bot')
      assert.match(card.message.text, /^Wrote {6}"my invoice is wrong"$/m)
    })

  const said = (...words: readonly string[]) =>
    routed(...words).effects.flatMap(({ effect }) => (effect.type === 'send-to-chat' ? [effect.message.text] : []))

  it('a question that is skipped is told so, also when nothing they wrote could be taken for an answer', () => {
    const goesOn = 'Fine, we go on without it.'
    assert.equal(said('skip').at(-1), goesOn)
    const unclear = said('banana', 'cucumber')
    assert.match(unclear.at(-2) ?? '', /^I do not know "banana"/)
    assert.equal(unclear.at(-1), goesOn)
    assert.ok(!said('1').includes(goesOn))
    const asked = opened({ questions: [{ name: 'details', text: 'Which device is it?' }] })
    const skipped = play(asked, wrote('next', start + 5000))
    assert(skipped.effects.some(({ effect }) => effect.type === 'send-to-chat' && effect.message.text === goesOn))
  })

  it('the customer reads the title of a queue, agents its name', () => {
    const { effects } = play(routed('skip'), { type: 'nobody-free', at: routedAt, position: 2, reason: 'away: 1' })
    const texts = effects.flatMap(({ effect }) => (effect.type === 'send-to-chat' ? [effect.message.text] : []))
    assert.match(texts.at(-1) ?? '', /^All our Billing & refunds people are busy/)
    const described = effects.flatMap(({ effect }) =>
      effect.type === 'describe-room' ? [effect.description.name] : [],
    )
    assert.equal(described.at(-1), 'anna · billing')
  })
})

describe('intake: a line that names the question it answers', () => {
  const questions = [
    { name: 'topic', text: 'What is it about?', choices: ['billing', 'technical'] },
    { name: 'details', text: 'Which device is it?' },
  ]
  const to = (question: string, text: string, at: number) => ({ ...wrote(text, at), toQuestion: question })
  const asked = () => play(opened({ questions }), wrote('please help', start))

  it('[P11] answers it however soon it comes', () => {
    const { conversation } = play(asked(), to('topic', '1', start + 500))
    assert.deepEqual(conversation.answers, { topic: 'billing' })
    assert.deepEqual(play(asked(), wrote('1', start + 500)).conversation.answers, {})
    const pressed = opened({ questions, occasion: 'home' })
    assert.deepEqual(play(pressed, to('topic', '2', start + 500)).conversation.answers, { topic: 'technical' })
    const silent = opened({ questions, occasion: 'subscribe' })
    assert.equal(play(silent, to('topic', 'banana', start + 500)).conversation.intake.misses, 1)
  })

  it('[P11] in free text is no part of the request, and taken back the answer goes with it, however soon it came', () => {
    const free = play(opened({ questions: questions.slice(1) }), wrote('please help', start))
    const line = to('details', 'the grey one', start + 500)
    const settled = play(free, line, { type: 'answer-settled', at: start + 4000 })
    assert.deepEqual(settled.conversation.answers, { details: 'the grey one' })
    assert.deepEqual(requestLines(settled.conversation), ['please help'])
    const gone = play(settled, { type: 'customer-redacted', at: start + 9000, target: line.remoteId })
    assert.doesNotMatch(JSON.stringify(gone.conversation), /the grey one/)
  })

  it('[P11] answers no other one: it belongs to the request', () => {
    const second = play(asked(), wrote('1', start + 3000))
    const late = play(second, to('topic', 'technical after all', start + 9000)).conversation
    assert.deepEqual([late.answers, late.intake.pieces], [{ topic: 'billing' }, []])
    assert.equal(late.said.at(-1)?.message.text, 'technical after all')
  })
})

describe('intake: an answer in free text', () => {
  const { quietTimeMs, quietTimeLongMs } = settings
  const questions = [{ name: 'details', text: 'Which device is it?' }]
  const asked = () => opened({ questions, quietTimeMs, quietTimeLongMs })
  const answeredAt = start + 3000

  it('has rested for 3 s when it is short', () => {
    const { effects } = play(asked(), wrote('the grey one', answeredAt))
    assert.equal(timerAt(effects, 'quiet'), answeredAt + 3000)
  })

  for (const [script, piece] of [
    ['Latin', 'the grey one with antennas '.repeat(15).slice(0, 410)],
    ['Cyrillic', 'серый, с двумя антеннами '.repeat(10).slice(0, 230)],
    ['Chinese', '灰色的那个带两根天线'.repeat(14).slice(0, 136)],
  ] as const) {
    it(`has rested for 8 s after a piece as long as clients cut them: ${script}`, () => {
      assert(Buffer.byteLength(piece) >= 400 && Buffer.byteLength(piece) <= 430, `${Buffer.byteLength(piece)}`)
      const first = play(asked(), wrote(piece, answeredAt))
      assert.equal(timerAt(first.effects, 'quiet'), answeredAt + 8000)
      const second = play(first, wrote('the end', answeredAt + 4000))
      assert.equal(timerAt(second.effects, 'quiet'), answeredAt + 7000)
      const settled = play(second, { type: 'answer-settled', at: answeredAt + 7000 })
      assert.equal(settled.conversation.answers['details'], `${piece} the end`)
    })
  }
})
