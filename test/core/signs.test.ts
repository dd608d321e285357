import assert from 'node:assert/strict'
import { createAssignedView } from '../../src/app/assigned-view.ts'
import { expiring, follow } from '../../src/app/follow.ts'
import { createPassOn, readPassedOn, type Typing } from '../../src/app/pass-on.ts'
import type { Conversation } from '../../src/core/conversation/state.ts'
import type { ConversationId, RoomId } from '../../src/core/ids.ts'
import { longestWords } from '../../src/ports/neighbours.ts'
import { inStatus } from '../support/conversation-samples.ts'

const room = '!room:hs' as RoomId

describe('a wish that changes often', () => {
  it('is carried one at a time, and only the last that came meanwhile', async () => {
    const carried: string[] = []
    const gates: (() => void)[] = []
    const lost: unknown[] = []
    const wish = follow<string>(
      'a',
      (wanted) => {
        carried.push(wanted)
        return new Promise<void>((resolve) => void gates.push(resolve))
      },
      (error) => lost.push(error),
    )
    wish('a')
    assert.deepEqual(carried, [])
    for (const wanted of ['b', 'c', 'd']) wish(wanted)
    assert.deepEqual(carried, ['b'])
    gates[0]?.()
    await new Promise(setImmediate)
    assert.deepEqual(carried, ['b', 'd'])
    assert.deepEqual(lost, [])
  })

  it('that failed is lost, and the next one goes', async () => {
    const lost: string[] = []
    const carried: number[] = []
    const wish = follow<number>(
      0,
      async (wanted) => {
        carried.push(wanted)
        if (wanted === 1) throw new Error('away')
      },
      (error) => lost.push(String(error)),
    )
    wish(1)
    await new Promise(setImmediate)
    wish(2)
    await new Promise(setImmediate)
    assert.deepEqual([carried, lost], [[1, 2], ['Error: away']])
  })

  it('begins again only after a while, however often somebody stops and goes on', () => {
    const shown: boolean[] = []
    let now = 0
    const types = expiring(
      (isOn) => shown.push(isOn),
      () => now,
    )
    for (const isOn of [true, false, true, false, true]) types(isOn)
    assert.deepEqual(shown, [true, false, false])
    types(false)
    now = 2000
    types(true)
    assert.equal(shown.at(-1), true)
    types(false)
  })
})

describe('what other processes are told in passing', () => {
  const telling = () => {
    const told: (readonly Typing[])[] = []
    const gates: ((error?: Error) => void)[] = []
    const tell = (words: string) => {
      assert.ok(Buffer.byteLength(words) <= longestWords)
      told.push(readPassedOn(words))
      return new Promise<void>((resolve, reject) => {
        gates.push((error) => (error ? reject(error) : resolve()))
      })
    }
    const lost: unknown[] = []
    const passOn = createPassOn({ tell }, (error) => lost.push(error))
    const answer = (error?: Error) => {
      gates.shift()?.(error)
      return new Promise(setImmediate)
    }
    return { told, lost, passOn, answer }
  }
  const types = (name: string, ...users: readonly string[]) => ({ room: `!${name}:hs`, users })

  it('is told one message at a time, and of each room only the last that came meanwhile', async () => {
    const { told, lost, passOn, answer } = telling()
    passOn(types('a', '@mira:hs'))
    for (const typing of [types('b', '@ben:hs'), types('a'), types('b'), types('b', '@ben:hs', '@eve:hs')])
      passOn(typing)
    assert.deepEqual(told, [[types('a', '@mira:hs')]])
    await answer()
    assert.deepEqual(told.slice(1), [[types('b', '@ben:hs', '@eve:hs'), types('a')]])
    await answer(new Error('away'))
    passOn(types('a', '@mira:hs'))
    assert.deepEqual([told.length, lost.map(String)], [3, ['Error: away']])
  })

  it('is nothing where nobody types that others were told of', () => {
    const { told, passOn } = telling()
    passOn(types('a'))
    assert.deepEqual(told, [])
  })

  it('is bounded, whatever there is', async () => {
    const { told, passOn, answer } = telling()
    passOn(types('first', '@mira:hs'))
    for (let count = 0; count < 5000; count++) passOn(types(`${count}${'ü'.repeat(200)}`, '@mira:hs'))
    passOn(types('x'.repeat(longestWords), '@mira:hs'))
    passOn({ room: '!users', users: Array.from({ length: 100 }, () => 'u'.repeat(300)) })
    for (let before = 0; before < told.length; await answer()) before = told.length
    assert.equal(told.flat().length, 201)
  })

  it('goes on though many rooms began to type and never ended, as when the homeserver was restarted', async () => {
    const { told, passOn, answer } = telling()
    for (let count = 0; count < 1000; count++) {
      passOn(types(`${count}`, '@mira:hs'))
      await answer()
    }
    passOn(types('new', '@mira:hs'))
    await answer()
    passOn(types('new'))
    await answer()
    passOn(types('0'))
    assert.deepEqual(told.slice(1000), [[types('new', '@mira:hs')], [types('new')]])
  })

  it('is read with care: anybody on the database may have said it', () => {
    for (const words of ['', '{', '7', '[7]', '[[]]', '[["!a:hs"]]', '[["!a:hs","@mira:hs"]]', '{"room":1}']) {
      assert.deepEqual(readPassedOn(words), [], words)
    }
  })
})

describe('the conversations that an agent has', () => {
  it('are found by room and by chat for as long as that is so', () => {
    const view = createAssignedView()
    const { conversation } = inStatus('active')
    const found = (of: Conversation) => [view.inRoom(room)?.id, view.ofChat(of.network, of.chat)?.id]
    view.saw(conversation, undefined)
    assert.deepEqual(found(conversation), [undefined, undefined])
    view.saw(conversation, room)
    assert.deepEqual(found(conversation), [7, 7])
    const { span } = view.inRoom(room) ?? {}
    view.saw(inStatus('held').conversation, room)
    assert.equal(view.inRoom(room)?.span, span)
    view.saw({ ...inStatus('held').conversation, reach: 'away' }, room)
    assert.equal(view.inRoom(room)?.isHere, false)
    view.saw(inStatus('queued').conversation, room)
    assert.deepEqual(found(conversation), [undefined, undefined])
    view.saw(conversation, room)
    assert.notEqual(view.inRoom(room)?.span, span)
    view.drop(conversation.network)
    assert.deepEqual(found(conversation), [undefined, undefined])
  })

  it('are not touched by what is told late of an earlier one of the same chat', () => {
    const view = createAssignedView()
    const { conversation } = inStatus('active')
    view.saw({ ...conversation, id: 8 as ConversationId }, room)
    view.saw(inStatus('closed').conversation, '!older:hs' as RoomId)
    assert.equal(view.inRoom(room)?.id, 8)
  })
})
