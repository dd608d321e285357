import assert from 'node:assert/strict'
import { decide } from '../../src/core/conversation/decide.ts'
import type { Conversation, Status } from '../../src/core/conversation/state.ts'
import type { ContactId, MatrixEventId, NetworkId } from '../../src/core/ids.ts'
import type { Message } from '../../src/core/message/message.ts'
import type { OtherContact } from '../../src/core/presence/other-contacts.ts'
import { eventSamples, inStatus, mira, start } from '../support/conversation-samples.ts'

const xmpp: OtherContact = {
  ...{ contact: 'people' as ContactId, network: 'work' as NetworkId, networkType: 'xmpp', networkName: 'Work' },
  ...{ link: 'xmpp:help@example.org?message', features: ['files', 'edits', 'reactions'] },
}
const slack: OtherContact = {
  ...{ contact: 'app' as ContactId, network: 'acme' as NetworkId, networkType: 'slack', networkName: 'Acme' },
  ...{ link: 'https://slack.com/app_redirect?app=A1', features: ['files'] },
}
const toCustomer =
  'You can also write to us on XMPP, which carries files, edits and reactions too: xmpp:help@example.org?message'
const toAgents =
  'anna was told that XMPP Work carries more (files, edits, reactions): xmpp:help@example.org?message. What they write there is a new conversation.'

/** A conversation in this status, whose queue is reached on other networks too. */
function reachable(status: Status, elsewhere: readonly OtherContact[] = [xmpp, slack]): Conversation {
  const { conversation } = inStatus(status)
  if (!('placement' in conversation)) return conversation
  return { ...conversation, placement: { ...conversation.placement, elsewhere } }
}

/** What is said on both sides, in order, or the refusal. */
function says(conversation: Conversation, event: Parameters<typeof decide>[1]): readonly string[] {
  const decision = decide(conversation, event)
  if (!decision.ok) return [`refused: ${decision.rejection.text}`]
  return decision.effects.flatMap(({ effect }) => {
    if (effect.type === 'send-to-chat') return [`to customer: ${effect.message.text}`]
    return effect.type === 'post-as-bot' ? [`to agents: ${effect.message.text}`] : []
  })
}

const asked = (contact?: string) =>
  ({ type: 'elsewhere-requested', at: start, person: mira, ...(contact === undefined ? {} : { contact }) }) as const
const wrote = (message: Message) =>
  ({ type: 'agent-wrote', at: start, person: mira, message, eventId: '$f' as MatrixEventId }) as const
const picture: Message = { kind: 'text', text: '', file: { url: 'mxc://hs/a', name: 'a.png', kind: 'image' } }

describe('[F12] where else the customer can reach the same people', () => {
  for (const status of ['queued', 'offered', 'active', 'held'] as const) {
    it(`${status}: the customer is told of the contact whose network adds most, the agents that they were`, () => {
      assert.deepEqual(says(reachable(status), asked()), [`to customer: ${toCustomer}`, `to agents: ${toAgents}`])
    })
  }

  for (const [status, refusal] of [
    ['identifying', 'It is not known yet to which queue this conversation goes.'],
    ['intake', 'It is not known yet to which queue this conversation goes.'],
    ['wrapping', 'This conversation is closed.'],
    ['closed', 'This conversation is closed.'],
  ] as const) {
    it(`${status}: nobody is told anything`, () => {
      assert.deepEqual(says(reachable(status), asked()), [`refused: ${refusal}`])
    })
  }

  it('the contact may be named, by its name, its network or the kind of it, as often as one likes', () => {
    for (const name of ['app', 'ACME', 'slack']) {
      const [line] = says(reachable('active'), asked(name))
      assert.match(line ?? '', /on Slack, which carries files too: https:\/\/slack\.com\/app_redirect\?app=A1$/)
    }
    const once = decide(reachable('active'), asked('app'))
    assert(once.ok)
    assert.equal(says(once.conversation, asked('app')).length, 2)
  })

  it('a wrong name is answered with those there are, and so is that there are none', () => {
    assert.deepEqual(says(reachable('active'), asked('billing')), [
      'refused: billing is no contact that leads to billing and carries more than IRC Libera does. Those are: people (XMPP Work), app (Slack Acme).',
    ])
    assert.deepEqual(says(reachable('active', []), asked()), [
      'refused: None of our other contacts that lead to billing carries more than IRC Libera does.',
    ])
  })

  it('of two contacts of one name the networks tell them apart', () => {
    const both = [xmpp, { ...slack, contact: xmpp.contact }]
    const [refusal] = says(reachable('active', both), asked('billing'))
    assert.match(refusal ?? '', /Those are: work \(XMPP Work\), acme \(Slack Acme\)\.$/)
    assert.match(says(reachable('active', both), asked('acme'))[0] ?? '', /on Slack/)
  })

  it('a file of an agent that goes as a link tells it by itself, once in a conversation', () => {
    const first = decide(reachable('active'), wrote(picture))
    assert(first.ok)
    const texts = says(reachable('active'), wrote(picture))
    assert.deepEqual(texts.slice(1), [`to customer: ${toCustomer}`, `to agents: ${toAgents}`])
    assert.equal(says(first.conversation, wrote(picture)).length, 1)
    assert.equal(says(reachable('active'), wrote({ kind: 'text', text: 'hello' })).length, 1)
    assert.equal(says(reachable('active', [{ ...xmpp, features: ['edits'] }]), wrote(picture)).length, 1)
  })

  it('so does what is said of an edit that cannot be shown; who was told by a person is not told again', () => {
    const edited = eventSamples(start)['agent-edited']
    assert.deepEqual(says(reachable('active'), edited).slice(-2), [
      `to customer: ${toCustomer}`,
      `to agents: ${toAgents}`,
    ])
    const told = decide(reachable('active'), asked())
    assert(told.ok)
    assert.equal(says(told.conversation, edited).includes(`to customer: ${toCustomer}`), false)
  })

  it('in German too', () => {
    const [line] = says({ ...reachable('active'), language: 'de' }, asked())
    assert.equal(
      line,
      'to customer: Sie können uns auch über XMPP schreiben; dort gibt es auch Dateien, Änderungen an Nachrichten und Reaktionen: xmpp:help@example.org?message',
    )
  })
})
