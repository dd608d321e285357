import assert from 'node:assert/strict'
import { decide } from '../../src/core/conversation/decide.ts'
import type { KeyedEffect } from '../../src/core/conversation/effect.ts'
import type { EventOf } from '../../src/core/conversation/event.ts'
import type { Question } from '../../src/core/conversation/state.ts'
import type { AppProfile, Confidence, Fact } from '../../src/core/identification/app-profile.ts'
import type { RemoteMessageId } from '../../src/core/ids.ts'
import type { Message } from '../../src/core/message/message.ts'
import { say } from '../../src/core/text/say.ts'
import {
  aPlacement,
  effectTypes,
  inStatus,
  mira,
  opened,
  type Played,
  play,
  start,
  wrote,
} from '../support/conversation-samples.ts'

function fact(value: string, confidence: Confidence = 'declared'): Fact {
  return { value, source: 'disco#info', observedAt: start, confidence }
}

function learned(facts: AppProfile, anew?: true): EventOf<'profile-learned'> {
  return { type: 'profile-learned', at: start + 60_000, facts, ...(anew ? { anew } : {}) }
}

function following(
  before: Played,
  ...events: Parameters<typeof play>[1][]
): { played: Played; fresh: readonly KeyedEffect[] } {
  const played = play(before, ...events)
  return { played, fresh: played.effects.slice(before.effects.length) }
}

function toldIn(effects: readonly KeyedEffect[]): readonly string[] {
  return effects.flatMap(({ effect }) => (effect.type === 'post-as-bot' ? [effect.message.text] : []))
}

const gajim = { application: fact('Gajim'), version: fact('1.8.4'), os: fact('Linux') }
const withIrssi = (status: Parameters<typeof inStatus>[0]) =>
  play(inStatus(status), learned({ application: fact('irssi'), version: fact('1.4.3'), account: fact('anna_m') }))

describe('another program in mid-conversation', () => {
  it('[P12] [P16] is told in one line; topic and rules follow, what is of the person stays', () => {
    const { played, fresh } = following(withIrssi('queued'), learned(gajim, true))
    assert.deepEqual(effectTypes(fresh), ['describe-room', 'post-as-bot', 'evaluate-rules'])
    assert.deepEqual(toldIn(fresh), [
      'anna now writes with Gajim 1.8.4 on Linux (declared), account anna_m; before it was irssi 1.4.3.',
    ])
    const { profile } = played.conversation
    assert.deepEqual([profile.account?.value, profile.files?.value, profile.formatting], ['anna_m', 'yes', undefined])
    const [description] = fresh.flatMap(({ effect }) => (effect.type === 'describe-room' ? [effect.description] : []))
    assert.match(description?.topic ?? '', /Gajim 1\.8\.4 on Linux/)
  })

  it('[P12] the same program again changes and tells nothing', () => {
    const same = learned({ application: fact('irssi'), version: fact('1.4.3') }, true)
    assert.deepEqual(following(withIrssi('queued'), same).fresh, [])
  })

  it('[P12] one that says later what it is, is told then', () => {
    const { played, fresh } = following(withIrssi('active'), learned({}, true))
    assert.deepEqual(toldIn(fresh), [])
    assert.equal(played.conversation.profile.application, undefined)
    const then = following(played, learned({ application: fact('Dino') }))
    assert.deepEqual(toldIn(then.fresh), [
      'anna now writes with Dino (declared), account anna_m; before it was irssi 1.4.3.',
    ])
    assert.equal(then.played.conversation.programBefore, undefined)
  })

  it('[P13] [P17] while an agent has it, it is looked whether they still fit; they keep it and are told once', () => {
    const { played, fresh } = following(withIrssi('active'), learned(gajim, true))
    assert.equal(effectTypes(fresh).at(-1), 'check-agent')
    const unfit = { type: 'agent-unfit', at: start + 61_000, lacks: 'lacks files' } as const
    const told = following(played, unfit, unfit)
    assert.deepEqual(toldIn(told.fresh), [
      'This conversation now needs what is not entered for Mira (lacks files). It stays with Mira; !transfer hands it on.',
    ])
    assert.equal(told.played.conversation.status, 'active')
  })

  it('[P13] whoever leaves it after that, the rules are evaluated before another is looked for', () => {
    const left = { type: 'agent-left', at: start + 70_000, agent: mira.agent, removedByUs: false } as const
    assert.equal(effectTypes(following(withIrssi('active'), left).fresh).at(-1), 'evaluate-rules')
    assert.equal(effectTypes(following(inStatus('active'), left).fresh).at(-1), 'find-agent')
    const routed = { type: 'routed', at: start + 70_000, placement: aPlacement() } as const
    const again = play(withIrssi('active'), left, routed).conversation
    assert.equal('rulesDue' in again, false)
  })
})

describe('what the customer was seen to do', () => {
  const file: Message = {
    kind: 'text',
    text: '',
    file: { url: 'https://files.example/a.png', name: 'a.png', kind: 'image' },
  }
  const sent = (message: Message) => ({ ...wrote('', start + 60_000), message })

  it('[P17] is needed of whoever takes it, from the first message on', () => {
    const asked = play(opened({ questions: [] }), sent(file), sent({ kind: 'text', text: 'x'.repeat(2000) }))
    assert.deepEqual(asked.conversation.used, ['files', 'longtext'])
    assert.deepEqual(play(asked, sent(file)).conversation.used, ['files', 'longtext'])
    assert.equal(play(opened(), wrote('plain', start)).conversation.used, undefined)
  })

  it('[P17] edits, reactions and answers are needed too, once they have come to something', () => {
    const m1 = 'm1' as RemoteMessageId
    const edited = {
      type: 'customer-edited',
      at: start + 60_000,
      target: m1,
      remoteId: 'e1' as RemoteMessageId,
    } as const
    const edits = { ...edited, message: { kind: 'text', text: 'better' } } as const
    const reacts = { type: 'customer-reacted', at: start + 60_000, target: m1, key: '👍', removed: false } as const
    const answers = { ...sent({ kind: 'text', text: 'this one' }), answers: m1 }
    const { played, fresh } = following(inStatus('active'), edits, reacts, answers)
    assert.deepEqual(played.conversation.used, ['edits', 'reactions', 'replies'])
    assert.equal(effectTypes(fresh).filter((type) => type === 'check-agent').length, 3)
    assert.equal(play(opened(), edits).conversation.used?.join(), 'edits')
    const nonsense = decide(inStatus('active').conversation, { ...reacts, key: '' })
    assert.equal(nonsense.ok, false)
  })

  it('[P17] where somebody has it, it is looked whether they can do it too, once', () => {
    const { played, fresh } = following(inStatus('active'), sent(file))
    assert.deepEqual(effectTypes(fresh), ['post-as-customer', 'check-agent'])
    assert.deepEqual(effectTypes(following(played, sent(file)).fresh), ['post-as-customer'])
  })
})

describe('a question that fills in a fact of the app', () => {
  const device: Question = { name: 'device', text: 'On what?', choices: ['phone', 'computer'], fills: 'device' }
  const ended = { type: 'identification-ended', at: start + 1000 } as const

  it('[P12] [P16] waits for identification and is asked where the fact is unknown; the answer is an elicited fact', () => {
    const waiting = opened({ questions: [device] })
    assert.equal(waiting.conversation.intake.askedAt, undefined)
    const asked = play(waiting, wrote('hi', start), ended)
    assert.equal(asked.conversation.intake.askedAt, start + 1000)
    const { answers, profile } = play(asked, wrote('1', start + 4000)).conversation
    assert.deepEqual(answers, { device: 'phone' })
    assert.deepEqual(profile.device, {
      value: 'phone',
      source: 'answer to "device"',
      observedAt: start + 4000,
      confidence: 'elicited',
    })
  })

  it('[P10] who came without a word is invited to write where it has become known', () => {
    const came = play(opened({ questions: [device], occasion: 'subscribe' }), learned({ device: fact('phone') }))
    const { fresh } = following(came, ended)
    const said = fresh.flatMap(({ effect }) => (effect.type === 'send-to-chat' ? [effect.message.text] : []))
    assert.deepEqual(said, [say('en', 'just-write', {})])
  })

  it('[P12] is not asked where the program has said it', () => {
    const played = play(opened({ questions: [device] }), learned({ device: fact('desktop') }), ended)
    assert.equal(played.conversation.intake.current, 1)
    assert(effectTypes(played.effects).includes('evaluate-rules'))
    assert.equal(played.effects.filter(({ effect }) => effect.type === 'send-to-chat').length, 1)
  })
})
