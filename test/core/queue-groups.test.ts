import assert from 'node:assert/strict'
import type { QueueName } from '../../src/core/ids.ts'
import { queueGroups, queuesWithin, queueTree } from '../../src/core/presence/queue-groups.ts'

const queue = (name: string, group?: string) => ({
  name: name as QueueName,
  ...(group === undefined ? {} : { group }),
})
const queues = [
  queue('billing', 'vienna/support'),
  queue('general'),
  queue('sales', 'vienna'),
  queue('technical', 'vienna/support'),
  queue('repairs', 'graz/support'),
]
const namesIn = (group: string) => queuesWithin(queues, group).map(({ name }) => name)

describe('groups of queues', () => {
  it('[F11] stand in one another: what is in one is in all that it stands in, and everything in all', () => {
    assert.deepEqual(namesIn('vienna/support'), ['billing', 'technical'])
    assert.deepEqual(namesIn('vienna'), ['billing', 'sales', 'technical'])
    assert.deepEqual(namesIn('graz'), ['repairs'])
    assert.deepEqual(namesIn('support'), [])
    assert.equal(namesIn('all').length, 5)
  })

  it('[F11] are there with what stands in them, outer ones first', () => {
    assert.deepEqual(queueGroups(queues), ['vienna', 'vienna/support', 'graz', 'graz/support'])
    assert.deepEqual(queueGroups([queue('general')]), [])
  })

  it('[F11] make a tree with every queue once', () => {
    assert.deepEqual(
      queueTree(queues).map((line) => ('group' in line ? `${line.group}/` : line.queue.name)),
      ['general', 'vienna/', 'sales', 'vienna/support/', 'billing', 'technical', 'graz/', 'graz/support/', 'repairs'],
    )
  })
})
