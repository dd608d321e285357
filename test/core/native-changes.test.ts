import assert from 'node:assert/strict'
import { decide } from '../../src/core/conversation/decide.ts'
import type { Effect } from '../../src/core/conversation/effect.ts'
import type { ConversationEvent, EventOf, Opening } from '../../src/core/conversation/event.ts'
import type { MatrixEventId, RemoteMessageId } from '../../src/core/ids.ts'
import {
  ben,
  eventSamples,
  everything,
  inStatus,
  mira,
  opened,
  type Played,
  play,
  start,
  wrote,
} from '../support/conversation-samples.ts'

const at = start + 60_000
const remote = (id: string) => id as RemoteMessageId
const event = (id: string) => id as MatrixEventId
const intro = ['identification-ended', 'intake-timed-out', 'routed', 'offered', 'agent-joined'] as const

/** A conversation with Mira on a network that carries everything, unless said otherwise. */
function talking(changes: Partial<Opening> = {}): Played {
  const samples = eventSamples(start + 5000)
  const begun = play(opened({ carries: everything, ...changes }), wrote('my invoice is wrong', start))
  return play(begun, ...intro.map((type) => samples[type]))
}

function said(text: string, changes: Partial<EventOf<'agent-wrote'>> = {}): EventOf<'agent-wrote'> {
  return { type: 'agent-wrote', at, person: mira, eventId: event('$1'), message: { kind: 'text', text }, ...changes }
}

function effectsOf(from: Played, ...events: readonly ConversationEvent[]): readonly Effect[] {
  return play({ conversation: from.conversation, effects: [] }, ...events).effects.map(({ effect }) => effect)
}

const rejected = (from: Played, late: ConversationEvent) => {
  const decision = decide(from.conversation, late)
  return decision.ok ? 'accepted' : decision.rejection.code
}

describe('on a network that carries it', () => {
  it('[P9] an agent is shown beside what they write, by the policy of names', () => {
    const [line] = effectsOf(talking(), said('hi'))
    assert.deepEqual(line, {
      ...{ type: 'send-to-chat', priority: 'agent', eventId: '$1', speaker: { name: 'Mira', agent: mira.agent } },
      message: { kind: 'text', text: 'hi' },
    })
    const [unnamed] = effectsOf(talking({ agentNaming: 'agent', language: 'de' }), said('hi'))
    assert(unnamed?.type === 'send-to-chat')
    assert.deepEqual(unnamed.speaker, { name: 'Team' })
    const [emote] = effectsOf(talking(), said('waves', { message: { kind: 'emote', text: 'waves' } }))
    assert.equal(emote?.type === 'send-to-chat' && emote.message.kind, 'emote')
  })

  it('[P20] an edit changes what is there, a redaction takes it away, and neither is explained', () => {
    const edited = eventSamples(at)['agent-edited']
    const redacted = eventSamples(at)['agent-redacted']
    const [, edit, redaction, ...more] = effectsOf(talking(), said('hi'), edited, redacted)
    assert.deepEqual(edit, {
      ...{ type: 'edit-in-chat', target: '$1', speaker: { name: 'Mira', agent: mira.agent } },
      message: { kind: 'text', text: 'hi!' },
      otherwise: { kind: 'text', text: '* hi!' },
    })
    assert(redaction?.type === 'redact-in-chat')
    assert.equal(redaction.otherwise.text, 'Mira took an earlier message back. Please ignore it.')
    assert.deepEqual(more, [])
  })

  it('[P20] what has no speaker beside it has the name before the new text', () => {
    const poor = talking({ carries: { ...everything, speaker: 'degraded' } })
    const [, edit] = effectsOf(poor, said('hi'), eventSamples(at)['agent-edited'])
    assert(edit?.type === 'edit-in-chat')
    assert.deepEqual([edit.message.text, edit.otherwise.text, edit.speaker], ['[Mira] hi!', '[Mira] * hi!', undefined])
  })

  it('[P20] a reaction is one, and whoever made it takes it back', () => {
    const reacted = eventSamples(at)['agent-reacted']
    const back = (person: typeof mira): EventOf<'agent-redacted'> => ({
      ...{ type: 'agent-redacted', at, person, eventId: event('$r1') },
    })
    const with1 = play(talking(), said('hi'), reacted)
    const react = with1.effects.at(-1)?.effect
    assert(react?.type === 'react-in-chat')
    assert.deepEqual([react.target, react.reaction, react.removed], ['$1', '👍', false])
    assert.equal(react.otherwise?.text, 'Mira reacted with 👍 to "my invoice is wrong".')
    assert.equal(rejected(with1, back(ben)), 'stale')
    const [taken] = effectsOf(with1, back(mira))
    assert.deepEqual(taken, { type: 'react-in-chat', target: '$1', reaction: '👍', removed: true })
    assert.equal(rejected(play(with1, back(mira)), back(mira)), 'stale')
  })

  it('[P20] an answer names what it answers, and elsewhere does not', () => {
    const answer = said('which one?', { answers: event('$0') })
    const answers = (from: Played) => effectsOf(from, answer).map((effect) => 'answers' in effect && effect.answers)
    assert.deepEqual(answers(talking()), ['$0'])
    assert.deepEqual(answers(talking({ carries: { ...everything, reply: 'degraded' } })), [false])
  })

  it('[P11] a question has its choices beside the numbered text', () => {
    const asked = (changes: Partial<Opening>) =>
      opened(changes)
        .effects.flatMap(({ effect }) => (effect.type === 'send-to-chat' ? [effect] : []))
        .at(-1)
    const question = asked({ carries: everything })
    assert.deepEqual(question?.choices, {
      ...{ question: 'topic', text: 'What is it about?', choices: ['billing', 'technical'] },
    })
    assert.match(question?.message.text ?? '', /1 billing {2}2 technical/)
    assert.equal(asked({})?.choices, undefined)
  })

  it('[P11] what is pressed answers its question at once, and no other', () => {
    const chose = (question: string, choice: string): EventOf<'customer-chose'> => ({
      ...{ type: 'customer-chose', at: start + 1, question, choice },
    })
    const asking = play(opened({ carries: everything }), wrote('my invoice is wrong', start))
    const { conversation } = play(asking, chose('topic', 'technical'))
    assert.deepEqual(conversation.answers, { topic: 'technical' })
    assert.equal(conversation.said[0]?.answered, undefined)
    assert.equal(rejected(asking, chose('other', 'technical')), 'stale')
    assert.equal(rejected(asking, chose('topic', 'something else')), 'stale')
    assert.equal(rejected(play(asking, chose('topic', 'technical')), chose('topic', 'billing')), 'stale')
  })

  it('[P18] is connected once the first line of its agent has arrived, and anew with the next agent', () => {
    const delivered = (id: string, when = at): EventOf<'line-delivered'> => ({
      ...{ type: 'line-delivered', at: when, eventId: event(id) },
    })
    const spoken = play(talking(), said('hi'), said('as a colleague', { person: ben, eventId: event('$2') }))
    assert.equal(rejected(spoken, delivered('$2')), 'stale')
    const connected = play(spoken, delivered('$1'))
    assert('connectedAt' in connected.conversation && connected.conversation.connectedAt === at)
    assert.equal(rejected(connected, delivered('$1', at + 1)), 'stale')
    for (const how of ['transferred', 'agent-left', 'close-requested'] as const) {
      const after = play(connected, eventSamples(at)[how])
      assert.equal('connectedAt' in after.conversation, how === 'close-requested', how)
    }
    const closed = play(connected, eventSamples(at)['close-requested'], eventSamples(at)['wrap-up-ended'])
    assert.equal('connectedAt' in closed.conversation, false)
  })
})

describe('what a customer changes', () => {
  const edited = (target: string, text: string): EventOf<'customer-edited'> => ({
    ...{ type: 'customer-edited', at, target: remote(target), remoteId: remote('e9') },
    message: { kind: 'text', text },
  })

  it('before the room is opened is changed where it is kept, and an answer that was taken stands', () => {
    const line = wrote('my invoice is wrong', start)
    const answer = wrote('1', start + 3000)
    const asking = play(opened(), line, answer)
    const changed = play(asking, edited(line.remoteId, 'my bill is wrong'), edited(answer.remoteId, '2')).conversation
    assert.deepEqual(
      changed.said.map(({ message }) => message.text),
      ['my bill is wrong', '2'],
    )
    assert.deepEqual(changed.answers, { topic: 'billing' })
    const redacted = play(asking, { type: 'customer-redacted', at, target: line.remoteId }).conversation
    assert.deepEqual(
      redacted.said.map(({ message }) => message.text),
      ['1'],
    )
  })

  it('[P11] is the answer then, where it put right a slip that was none', () => {
    const slip = wrote('somethin else', start + 3000)
    const asking = play(opened({ carries: everything }), wrote('my invoice is wrong', start), slip)
    assert.deepEqual(asking.conversation.answers, {})
    const put = play(asking, edited(slip.remoteId, 'technical')).conversation
    assert.deepEqual([put.answers, put.said.at(-1)?.answered, put.said.length], [{ topic: 'technical' }, 'topic', 2])
    const still = play(asking, edited(slip.remoteId, 'anything else')).conversation
    assert.deepEqual([still.answers, still.intake.misses], [{}, asking.conversation.intake.misses])
    const early = wrote('my invoice is wrong', start + 1000)
    assert.deepEqual(play(opened(), early, edited(early.remoteId, 'technical')).conversation.answers, {})
  })

  it('[P11] counts for an answer in pieces as it reads when that is complete', () => {
    const lines = [wrote('the rooter', start + 3000), wrote('since monday', start + 4000), wrote('no', start + 5000)]
    const [first, , last] = lines.map(({ remoteId }) => remoteId)
    const question = { name: 'problem', text: 'What is wrong?' }
    const asking = play(opened({ questions: [question] }), wrote('hello', start), ...lines)
    const changed = play(
      asking,
      edited(String(first), 'the router'),
      { type: 'customer-redacted', at, target: last as RemoteMessageId },
      { type: 'answer-settled', at },
    )
    assert.deepEqual(changed.conversation.answers, { problem: 'the router since monday' })
  })

  it('[P19] shows that its writer is there', () => {
    const away = play(inStatus('active'), { type: 'customer-left', at, reason: '' })
    assert.equal(play(away, edited('m1', 'new text')).conversation.reach, 'here')
  })

  it('before the room is opened and is not known is kept as a line of its own', () => {
    const { said: lines } = play(opened(), edited('m-of-yesterday', 'new text')).conversation
    assert.deepEqual(
      lines.map(({ message }) => message.text),
      ['* new text'],
    )
  })

  it('in the room is changed there, or stands there marked', () => {
    const [edit] = effectsOf(talking(), edited('m1', 'new text'))
    assert.deepEqual(edit, {
      ...{ type: 'edit-as-customer', target: 'm1', at },
      message: { kind: 'text', text: 'new text' },
      otherwise: { kind: 'text', text: '* new text' },
    })
    const unknown = { type: 'target-unknown', at, what: 'edit' } as const
    const told = play(talking(), unknown)
    const [explained, notice] = told.effects.slice(-2).map(({ effect }) => effect)
    assert(explained?.type === 'send-to-chat' && notice?.type === 'post-as-bot')
    assert.equal(explained.message.text, 'I cannot show Mira that you edited a message, so I send the new text again.')
    assert.equal(rejected(told, unknown), 'stale')
    assert.equal(rejected(told, { ...unknown, what: 'redaction' }), 'accepted')
  })

  it('as a reaction is a short sign, whatever their program sends', () => {
    const reacted = (key: string): EventOf<'customer-reacted'> => ({
      ...{ type: 'customer-reacted', at, target: remote('m1'), key, removed: false },
    })
    assert.equal(rejected(talking(), reacted('🎉')), 'accepted')
    for (const key of ['', ' \n', 'x'.repeat(65)]) assert.equal(rejected(talking(), reacted(key)), 'stale')
  })
})
