import { deepEqual, equal, notEqual, ok } from 'node:assert/strict'
import fc from 'fast-check'
import type { RemoteChatId, RemoteMessageId } from '../../src/core/ids.ts'
import { element } from '../../src/networks/xmpp/element.ts'
import { fallbackMark, splitFallback } from '../../src/networks/xmpp/fallback.ts'
import { isTheirs, MessageIds, nthOf, ownMessage, stanzaIdOf, windowMs } from '../../src/networks/xmpp/message-ids.ts'
import { ns } from '../../src/networks/xmpp/namespaces.ts'
import { differences, reactionsTo, withReactions } from '../../src/networks/xmpp/reactions.ts'
import { readMessage } from '../../src/networks/xmpp/read-message.ts'

const chat = 'jid:anna@people.test>support' as RemoteChatId
const from = 'anna@people.test/phone'
const anyId = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 150 }).filter((id) => id.length <= 150)

/** `seen`: what was committed, over restarts. */
function newIds(seen: ReadonlySet<string> = new Set(), now: () => number = () => 0): MessageIds {
  let count = 0
  const knows = (remoteId: RemoteMessageId) => Promise.resolve(seen.has(remoteId))
  return new MessageIds({ uniqueId: () => `unique-${++count}`, now, knows })
}

describe('XMPP: how messages are called', () => {
  it('any id of a stanza is found again at the end of the name, which stays short and is never one of ours', () =>
    fc.assert(
      fc.asyncProperty(anyId, fc.nat(20), async (id, index) => {
        const ids = newIds()
        const remoteId = await ids.received(chat, { id, from, text: 'hello' })
        equal(stanzaIdOf(nthOf(remoteId, index)), id)
        ok(isTheirs(remoteId) && remoteId.length < 250)
        equal(ids.meant(chat, id), remoteId)
        equal(await ids.received(chat, { id, from, text: 'hello' }), remoteId)
        notEqual(await ids.received(chat, { id, from, text: 'other words' }), remoteId)
      }),
    ))

  const counted = fc.record({
    id: fc.constantFrom('1', '2', 'aab3a'),
    from: fc.constantFrom(from, 'anna@people.test/desk'),
    text: fc.constantFrom('yes', 'no'),
    originId: fc.constantFrom(undefined, 'a-1'),
    afterMs: fc.oneof(fc.nat(windowMs), fc.nat(5 * windowMs)),
    isRestart: fc.boolean(),
  })

  it('[I1] [I2] a short id: the same stanza soon again is one message, over restarts too; other words, or much later, another', () =>
    fc.assert(
      fc.asyncProperty(fc.array(counted, { maxLength: 30 }), async (all) => {
        const seen = new Set<string>()
        /** What each stanza was last called, and when it first had that name. */
        const names = new Map<string, { remoteId: string; at: number }>()
        let now = 1_000_000_000_000
        let ids = newIds(seen, () => now)
        for (const { afterMs, isRestart, ...came } of all) {
          now += afterMs
          if (isRestart) ids = newIds(seen, () => now)
          const remoteId = await ids.received(chat, came)
          const stanza = JSON.stringify(came)
          const before = names.get(stanza)
          if (before && now - before.at <= windowMs) equal(remoteId, before.remoteId)
          if (before && now - before.at >= 2 * windowMs) notEqual(remoteId, before.remoteId)
          for (const [other, { remoteId: taken }] of names) if (other !== stanza) notEqual(remoteId, taken)
          if (before?.remoteId !== remoteId) names.set(stanza, { remoteId, at: now })
          ok(stanzaIdOf(remoteId) === came.id && remoteId.length < 250)
          seen.add(remoteId)
        }
      }),
    ))

  it('what has no id, or one beyond all measure, is a message all the same, that nothing can name', async () => {
    const ids = newIds()
    const one = await ids.received(chat, { from, text: 'hello' })
    notEqual(await ids.received(chat, { from, text: 'hello' }), one)
    equal(stanzaIdOf(one), undefined)
    const long = await ids.received(chat, { id: 'x'.repeat(100_000), from, text: 'hello' })
    ok(long.length < 100)
    equal(await ids.received(chat, { id: 'x'.repeat(100_000), from, text: 'hello' }), long)
  })

  it('a long id is the same over a restart of ours; a key of ours names ours, with its parts', async () => {
    const id = '3f0a9f6e-7c1e-4f7a-9d0e-1f6f2a9d7b11'
    equal(newIds().meant(chat, id), await newIds().received(chat, { id, from, text: 'hello' }))
    equal(ownMessage('4711:3:0#2'), '4711:3:0')
    equal(newIds().meant(chat, '4711:3:0'), '4711:3:0' as RemoteMessageId)
    const ids = newIds()
    const theirs = await ids.received(chat, { id: '4711:3:0', from, text: 'mine' })
    ok(isTheirs(theirs))
    equal(ids.meant(chat, '4711:3:0'), theirs)
  })
})

describe('XMPP: what stands in a message for other programs only', () => {
  it('is cut off where it was marked, whatever the characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (quote, text) => {
        const body = element('body', ns.component, {}, `${quote}${text}`)
        const stanza = element('message', ns.component, {}, body, fallbackMark(ns.reply, quote))
        deepEqual(splitFallback(stanza, ns.reply), { body: text, fallback: quote })
        deepEqual(splitFallback(stanza, ns.reactions), { body: `${quote}${text}`, fallback: '' })
      }),
    )
  })

  it('strange ranges cut nothing', () => {
    for (const range of [{ start: '3', end: '2' }, { start: '-1' }, { end: '99' }, { start: 'x' }, { end: '1e3' }]) {
      const mark = element('fallback', ns.fallback, { for: ns.reply }, element('body', ns.fallback, range))
      const stanza = element('message', ns.component, {}, element('body', ns.component, {}, 'hello'), mark)
      equal(splitFallback(stanza, ns.reply).body, 'hello', JSON.stringify(range))
    }
  })
})

describe('XMPP: reactions', () => {
  const emoji = fc.uniqueArray(fc.constantFrom('👍', '🎉', '❤️', '😀'))

  it('the changes between two sets lead from one to the other, and the sides are kept apart', () => {
    fc.assert(
      fc.property(emoji, emoji, emoji, (before, after, ours) => {
        const target = 'm' as RemoteMessageId
        const kept = new Set<string>(before)
        for (const { key, removed } of differences(before, after)) {
          if (removed) kept.delete(key)
          else kept.add(key)
        }
        deepEqual([...kept].sort(), [...after].sort())
        const all = withReactions(withReactions([], target, 'ours', ours), target, 'theirs', after)
        deepEqual(reactionsTo(all, target), { target, ours, theirs: after })
        equal(all.length, ours.length + after.length > 0 ? 1 : 0)
      }),
    )
  })

  it('only emoji are reactions, and of a heap of them some', () => {
    const keysOf = (...keys: readonly string[]) => {
      const all = keys.map((key) => element('reaction', ns.reactions, {}, key))
      const reactions = element('reactions', ns.reactions, { id: '1' }, ...all)
      const received = readMessage(element('message', ns.component, { type: 'chat' }, reactions))
      return received?.type === 'reactions' ? received.keys : undefined
    }
    deepEqual(keysOf('👍', '👩‍🚒', '🇩🇪', '1️⃣', '❤️'), ['👍', '👩‍🚒', '🇩🇪', '1️⃣', '❤️'])
    deepEqual(keysOf('ok', '', ' ', '!close', '👍 👍', 'a👍', '👍'.repeat(100)), [])
    equal(
      keysOf(...Array.from({ length: 500 }, (_, index) => String.fromCodePoint(0x1f600 + (index % 60))))?.length,
      20,
    )
  })
})
