import assert from 'node:assert/strict'
import fc from 'fast-check'
import { createWaitingView } from '../../src/app/waiting-view.ts'
import type { Conversation } from '../../src/core/conversation/state.ts'
import { aPlacement, inStatus } from '../support/conversation-samples.ts'
import { conversationId, queue, sampleAgent } from '../support/routing-samples.ts'

type Change = { readonly id: number; readonly since: number; readonly priority: number; readonly waits: boolean }

const change = fc.record({
  id: fc.integer({ min: 1, max: 6 }),
  since: fc.integer({ min: 0, max: 3 }),
  priority: fc.integer({ min: 0, max: 1 }),
  waits: fc.boolean(),
})

function conversationAfter({ id, since, priority, waits }: Change): Conversation {
  const { conversation } = inStatus(waits ? 'queued' : 'active')
  return { ...conversation, id: conversationId(id), placement: aPlacement({ since, priority }) } as Conversation
}

describe('the view of who waits', () => {
  it('[I7] serves by priority, then by time, then by number, whatever came and went before', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const view = createWaitingView()
        for (const one of changes) view.saw(conversationAfter(one))
        const last = new Map(changes.map((one) => [one.id, one]))
        const wanted = [...last.values()]
          .filter(({ waits }) => waits)
          .sort((a, b) => b.priority - a.priority || a.since - b.since || a.id - b.id)
          .map(({ id }) => conversationId(id))
        const served: ReturnType<typeof conversationId>[] = []
        const agent = sampleAgent('mira', { queues: [queue('billing')] })
        for (;;) {
          const next = view.firstFor(agent, 1_000_000, new Set(served))
          if (!next) break
          served.push(next.id)
        }
        assert.deepEqual(served, wanted)
        assert.equal(view.size(), wanted.length)
        assert.equal(view.countIn('billing'), wanted.length)
      }),
    )
  })
})
