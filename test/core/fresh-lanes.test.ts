import assert from 'node:assert/strict'
import { createFreshLanes, type FreshLane, type LaneTaker } from '../../src/app/fresh-lanes.ts'
import type { Side } from '../../src/ports/outbox.ts'

const lease = 'network:libera'
const place = { side: 'network' as Side, lane: 'chat:anna' }
const fresh = (lane = place.lane, side = place.side): FreshLane => ({ name: lane, side, rows: [] })
const nobody = () => undefined

function aTaker(changes: { isEmpty?: (lane: string) => boolean; isFull?: boolean } = {}) {
  const woken: string[] = []
  const taken: string[] = []
  const lanes = createFreshLanes((topic) => void woken.push(topic))
  const taker: LaneTaker = {
    isEmpty: changes.isEmpty ?? (() => true),
    take: ({ name }) => {
      if (changes.isFull) return false
      taken.push(name)
      return true
    },
  }
  const stop = lanes.on(lease, 'network', taker)
  return { lanes, woken, taken, stop }
}

describe('what is ordered and passed on without a look', () => {
  it('goes to who carries it out, and nobody is woken, where its lane was empty', () => {
    const { lanes, woken, taken } = aTaker()
    lanes.announce(lease, [place, place])([fresh()], nobody)
    assert.deepEqual([taken, woken], [['chat:anna'], []])
  })

  it('is looked for where the lane was not empty, is stopped, or nobody has the time', () => {
    for (const [changes, committed] of [
      [{ isEmpty: () => false }, [fresh()]],
      [{}, []],
      [{ isFull: true }, [fresh()]],
    ] as const) {
      const { lanes, woken, taken } = aTaker(changes)
      lanes.announce(lease, [place])(committed, nobody)
      assert.deepEqual([taken, woken], [[], ['outbox:network:network:libera']])
    }
  })

  it('is looked for when it is not known whether it was committed', () => {
    const { lanes, woken, taken } = aTaker()
    lanes.announce(lease, [place])(undefined, nobody)
    assert.deepEqual([taken, woken], [[], ['outbox:network:network:libera']])
  })

  it('[I5] of two for one lane at the same time neither is passed on, whichever is committed first', () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ] as const) {
      const { lanes, woken, taken } = aTaker()
      const both = [lanes.announce(lease, [place]), lanes.announce(lease, [place])] as const
      for (const n of order) both[n]([fresh()], nobody)
      assert.deepEqual([taken, woken.length], [[], 2])
      lanes.announce(lease, [place])([fresh()], nobody)
      assert.deepEqual(taken, ['chat:anna'])
    }
  })

  it('each lane by itself: one is passed on, the other looked for', () => {
    const { lanes, woken, taken } = aTaker({ isEmpty: (lane) => lane === 'chat:anna' })
    const settle = lanes.announce(lease, [place, { side: 'network', lane: 'chat:ben' }])
    settle([fresh(), fresh('chat:ben')], nobody)
    assert.deepEqual([taken, woken], [['chat:anna'], ['outbox:network:network:libera']])
  })

  it('a side that nobody carries out is woken for when somebody does', () => {
    const { lanes, woken, taken, stop } = aTaker()
    stop()
    lanes.announce(lease, [place])([fresh()], nobody)
    lanes.announce(lease, [{ side: 'matrix', lane: 'conversation:1' }])([fresh('conversation:1', 'matrix')], nobody)
    assert.deepEqual([taken, woken], [[], ['outbox:network:network:libera', 'outbox:matrix:network:libera']])
  })
})
