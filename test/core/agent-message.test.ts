import assert from 'node:assert/strict'
import { decide } from '../../src/core/conversation/decide.ts'
import type { EventOf } from '../../src/core/conversation/event.ts'
import type { AgentId, MatrixEventId } from '../../src/core/ids.ts'
import type { Message, RichNode } from '../../src/core/message/message.ts'
import { visibleText } from '../../src/core/message/visible-text.ts'
import {
  ben,
  eventSamples,
  inStatus,
  mira,
  opened,
  type Played,
  play,
  start,
  wrote,
} from '../support/conversation-samples.ts'

const at = start + 60_000
const ghost = '@sb_libera_anna:example.org' as AgentId
const active = inStatus('active')
const text = (value: string): RichNode => ({ type: 'text', text: value })

function said(message: Partial<Message>, changes: Partial<EventOf<'agent-wrote'>> = {}): EventOf<'agent-wrote'> {
  return {
    ...{ type: 'agent-wrote', at, person: mira, ghost, eventId: '$9' as MatrixEventId },
    ...{ message: { kind: 'text', text: '', ...message }, ...changes },
  }
}

/** What the customer is sent by these events, in order. */
function sentBy(from: Played, ...events: Parameters<typeof play>[1][]): readonly Message[] {
  const { effects } = play({ conversation: from.conversation, effects: [] }, ...events)
  return effects.flatMap(({ effect }) => (effect.type === 'send-to-chat' ? [effect.message] : []))
}

const textsBy = (from: Played, ...events: Parameters<typeof play>[1][]) =>
  sentBy(from, ...events).map((sent) => sent.text)

/** What the room is told by the bot. */
function noticesBy(from: Played, ...events: Parameters<typeof play>[1][]): readonly string[] {
  const { effects } = play({ conversation: from.conversation, effects: [] }, ...events)
  return effects.flatMap(({ effect }) => (effect.type === 'post-as-bot' ? [effect.message.text] : []))
}

/** A conversation with Mira, whose organisation does not name its agents. */
function unnamed(): Played {
  const { offered, ...samples } = eventSamples(start + 5000)
  const path = [
    samples['identification-ended'],
    samples['intake-timed-out'],
    samples.routed,
    offered,
    samples['agent-joined'],
  ]
  return play(opened({ agentNaming: 'agent', language: 'de' }), wrote('hallo', start), ...path)
}

describe('what an agent writes, for the customer', () => {
  it('[I6] has no Matrix id: a person is called as people call them', () => {
    assert.deepEqual(textsBy(active, said({ text: `${ghost}: ask @bob:secret.example, not @karl:hs` })), [
      '[Mira] anna: ask bob, not @karl:hs',
    ])
    assert.deepEqual(textsBy(active, said({ text: 'see !abcdefghijklmnopqr:secret.example' })), [
      '[Mira] see [internal link]',
    ])
    const pill: RichNode = { type: 'link', url: 'https://matrix.to/#/@bob:secret.example', children: [text('Bob')] }
    const body = '[Bob](https://matrix.to/#/@bob:secret.example): look'
    assert.deepEqual(sentBy(active, said({ text: body, rich: [pill, text(': look')] })), [
      { kind: 'text', text: '[Mira] Bob: look' },
    ])
  })

  it('[I6] knows ids of the server of the agents, though its name has no dot', () => {
    const person = { agent: '@tom:intranet' as AgentId, name: 'Tom' }
    assert.deepEqual(textsBy(active, said({ text: 'ask @karl:intranet' }, { person })), ['[Tom] ask karl'])
  })

  it('[I6] names nobody of us where agents are not named', () => {
    const pill: RichNode = { type: 'link', url: 'https://matrix.to/#/@bob:secret.example', children: [text('Bob')] }
    const me: RichNode = { type: 'link', url: `https://matrix.to/#/${ghost}`, children: [text('anna')] }
    const rich = [me, text(': '), pill, text(' knows')]
    assert.deepEqual(textsBy(unnamed(), said({ text: 'anna: Bob knows', rich })), [
      '[Team] anna: jemand aus dem Team knows',
    ])
    assert.deepEqual(textsBy(unnamed(), said({ text: 'ask @bob:secret.example' })), ['[Team] ask jemand aus dem Team'])
  })

  it('[I6] has no id in an edit, in last words and where the agent is called by one', () => {
    const edit: EventOf<'agent-edited'> = {
      ...said({ text: 'ask @bob:secret.example' }),
      type: 'agent-edited',
      eventId: '$1' as MatrixEventId,
    }
    assert.equal(textsBy(active, edit).at(-1), '[Mira] * ask bob')
    const close: EventOf<'close-requested'> = {
      type: 'close-requested',
      at,
      by: 'agent',
      person: mira,
      code: 'solved',
      text: 'ask @bob:secret.example',
    }
    assert.equal(textsBy(active, close)[0], '[Mira] ask bob')
    const person = { agent: mira.agent, name: 'Mira @mira:example.org' }
    assert.deepEqual(textsBy(active, said({ text: 'hi' }, { person })), ['[Mira mira] hi'])
  })

  it('[I6] quotes what went to the customer without ids, and cuts after that', () => {
    const quote = (words: string, author = '') => said({ text: 'yes', replyTo: { author, text: words } })
    const [own, long, theirs] = [
      quote('ask @bob:secret.example'),
      quote(`${'x'.repeat(90)} @bob:secret.example`),
      quote('I am @anna:home.example', 'anna'),
    ].map((event) => sentBy(active, event)[0]?.replyTo?.text)
    assert.equal(own, 'ask bob')
    assert.equal(long, `${'x'.repeat(90)} bob`)
    assert.equal(theirs, 'I am @anna:home.example')
    assert.equal(sentBy(active, quote('y'.repeat(300)))[0]?.replyTo?.text.length, 100)
  })

  it('begins with the name where it begins with a block, a list or a colour', () => {
    const bold = (...children: RichNode[]): RichNode => ({ type: 'styled', style: 'bold', children })
    const block = (kind: 'paragraph' | 'quote' | 'heading', ...children: RichNode[]): RichNode => ({
      ...{ type: 'block', block: kind, children },
    })
    const list: RichNode = { type: 'list', ordered: true, items: [[block('paragraph', text('a'))], [text('b')]] }
    const rows: readonly (readonly [string, readonly RichNode[], string])[] = [
      ['text', [text('a'), bold(text('b'))], '[Mira] ab'],
      ['a break', [{ type: 'break' }, bold(text('b'))], '[Mira] b'],
      ['a style', [bold(text('a'))], '[Mira] a'],
      ['paragraphs', [block('paragraph', bold(text('a'))), block('paragraph', text('b'))], '[Mira] a\nb'],
      ['a heading in a style', [bold(block('heading', text('a'))), text('b')], '[Mira] a\nb'],
      ['a list', [list], '[Mira] a\nb'],
      ['a quote', [block('quote', text('you said')), block('paragraph', text('no'))], 'you said\n[Mira] no'],
      ['nothing but a quote', [block('quote', block('paragraph', text('you said')))], '[Mira] you said'],
    ]
    for (const [what, rich, shown] of rows) {
      const [message] = sentBy(active, said({ text: 'x', rich }))
      assert.equal(visibleText(message?.rich ?? []), shown, what)
      assert.equal(message?.text, '[Mira] x')
    }
    const [bolded] = sentBy(active, said({ text: 'x', rich: [bold(text('a'))] }))
    assert.deepEqual(bolded?.rich, [text('[Mira] '), bold(text('a'))])
  })

  it('as a file has its caption, its quote and its author', () => {
    const file = { url: 'mxc://hs/a', name: 'a.png', kind: 'image' } as const
    const tom = { agent: '@tom:example.org' as AgentId, name: 'Tom' }
    const replyTo = { author: 'anna', text: 'which button?' }
    assert.deepEqual(sentBy(active, said({ text: 'a.png', file }, { person: tom })), [
      { kind: 'text', text: '', author: 'Tom', file },
    ])
    assert.deepEqual(sentBy(active, said({ text: 'this one', file, replyTo })), [
      { kind: 'text', text: '[Mira] this one', author: 'Mira', file, replyTo },
    ])
    assert.deepEqual(sentBy(unnamed(), said({ text: 'a.png', file })), [{ kind: 'text', text: '', file }])
  })

  it('as the new text of an emote is a text, so that it is not said by the contact', () => {
    const edit = (message: Message): EventOf<'agent-edited'> => ({
      ...{ ...said({}), type: 'agent-edited', eventId: '$1' as MatrixEventId, message },
    })
    assert.deepEqual(sentBy(active, edit({ kind: 'emote', text: 'waves' })).at(-1), {
      kind: 'text',
      text: '[Mira] * waves',
    })
  })

  it('long ago cannot be changed any more, and its author is told', () => {
    const ids = Array.from({ length: 100 }, (_, index) => `$later${index}` as MatrixEventId)
    const full = play(active, ...ids.map((eventId) => said({ text: 'x' }, { eventId })))
    const old = '$1' as MatrixEventId
    const edited = decide(full.conversation, { ...said({ text: 'y' }), type: 'agent-edited', eventId: old })
    const redacted = decide(full.conversation, { type: 'agent-redacted', at, person: mira, eventId: old })
    for (const decision of [edited, redacted]) {
      assert(!decision.ok && decision.rejection.code === 'refused')
      assert.match(decision.rejection.text, /^Not changed for anna: .* last 100 /)
    }
    const few = decide(active.conversation, {
      ...said({ text: 'y' }),
      type: 'agent-edited',
      eventId: '$note' as MatrixEventId,
    })
    assert(!few.ok && few.rejection.code === 'stale')
  })

  it('[P20] is not taken back in silence once nobody has the conversation', () => {
    const back = (person: typeof mira): EventOf<'agent-redacted'> => ({
      ...{ type: 'agent-redacted', at, person, eventId: '$1' as MatrixEventId },
    })
    const spoken = play(active, said({ text: 'x' }))
    const closed = play(spoken, eventSamples(at)['close-requested'])
    for (const played of [closed, play(closed, eventSamples(at)['wrap-up-ended'])]) {
      const own = decide(played.conversation, back(mira))
      assert.deepEqual(own, {
        ok: false,
        rejection: {
          code: 'refused',
          text: 'Not taken back for anna, who still has it: nobody has this conversation now.',
        },
      })
      const byOther = decide(played.conversation, back(ben))
      assert.equal(!byOther.ok && byOther.rejection.code, 'stale')
    }
  })

  it('[I6] as a reaction is a line that says to what, explained once to the agent', () => {
    const reacted = (key: string, answered: { author: string; text: string }): EventOf<'agent-reacted'> => ({
      ...{ type: 'agent-reacted', at, person: mira, ghost, key, answered },
    })
    const [first, second] = [
      reacted('👍', { author: 'anna', text: 'is it @anna:home.example?' }),
      reacted('🎉', { author: '', text: 'ask @bob:secret.example' }),
    ]
    assert.deepEqual(textsBy(active, first, second), [
      'Mira reacted with 👍 to "is it @anna:home.example?".',
      'Mira reacted with 🎉 to "ask bob".',
    ])
    assert.match(textsBy(unnamed(), first)[0] ?? '', /^Jemand aus dem Team hat mit 👍 auf "is it/)
    assert.deepEqual(noticesBy(active, first, second), [
      'Libera has no reactions: anna reads about yours in a line, and not when you take it back.',
    ])
    const command = decide(active.conversation, reacted('!close', { author: 'anna', text: 'x' }))
    assert(!command.ok && command.rejection.code === 'stale')
  })

  it('as what cannot be carried is told to the agent once for each kind', () => {
    const tried = (what: EventOf<'not-carried'>['what']): EventOf<'not-carried'> => ({
      type: 'not-carried',
      at,
      person: mira,
      what,
    })
    assert.deepEqual(noticesBy(active, tried('calls'), tried('votes')), [
      'Libera cannot carry calls: anna notices nothing of it. Say it in words if it matters.',
      'Libera cannot carry votes: anna notices nothing of it. Say it in words if it matters.',
    ])
    assert.deepEqual(textsBy(active, tried('calls')), [])
    const again = decide(play(active, tried('calls')).conversation, tried('calls'))
    assert(!again.ok && again.rejection.code === 'stale')
  })

  it('as a poll or a place is text, explained once to the agent', () => {
    const poll = said({ text: 'Which day?\n1 Monday', form: 'poll' })
    const place = said({ text: 'Big Ben (51.5, -0.1)', form: 'location' })
    assert.deepEqual(textsBy(active, poll, place), ['[Mira] Which day?\n1 Monday', '[Mira] Big Ben (51.5, -0.1)'])
    assert.deepEqual(noticesBy(active, poll, poll, place, place), [
      'Libera has no polls: anna reads the question with numbered answers, and can only answer in words.',
      'Libera has no maps: anna reads where it is in words and numbers.',
    ])
  })
})
