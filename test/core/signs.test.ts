import assert from 'node:assert/strict'
import { createAssignedView } from '../../src/app/assigned-view.ts'
import { expiring, follow } from '../../src/app/follow.ts'
import type { Conversation } from '../../src/core/conversation/state.ts'
import type { ConversationId, RoomId } from '../../src/core/ids.ts'
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
