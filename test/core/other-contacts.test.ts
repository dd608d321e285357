import assert from 'node:assert/strict'
import type { Feature } from '../../src/core/identification/features.ts'
import type { ContactId, NetworkId, QueueName } from '../../src/core/ids.ts'
import { otherContacts, type ReachableContact } from '../../src/core/presence/other-contacts.ts'

const queues = (...names: readonly string[]) => names as readonly QueueName[]
const here = (...names: readonly string[]) => ({
  network: 'libera' as NetworkId,
  carried: ['formatting'] as const,
  queues: queues(...names),
})

function contact(
  id: string,
  network: string,
  carried: readonly Feature[],
  ...leadsTo: readonly string[]
): ReachableContact {
  const link = `${network}:${id}`
  const names = { networkType: network, networkName: network }
  return {
    contact: id as ContactId,
    network: network as NetworkId,
    ...names,
    link,
    carried,
    queues: queues(...leadsTo),
  }
}

function found(from: ReturnType<typeof here>, ...contacts: readonly ReachableContact[]): readonly string[] {
  return otherContacts(from, contacts).map(({ link, features }) => `${link} ${features.join()}`)
}

describe('[F12] other contacts for the same people', () => {
  it('are those that lead to the same queue on a network that carries more, with what is carried there and not here', () => {
    const billing = here('billing')
    assert.deepEqual(
      found(
        billing,
        contact('a', 'xmpp', ['files', 'edits', 'formatting', 'typing'], 'billing'),
        contact('b', 'poor', ['formatting', 'typing'], 'billing'),
        contact('c', 'libera', ['files'], 'billing'),
        contact('d', 'slack', ['files'], 'technical'),
        contact('e', 'lost', ['files']),
      ),
      ['xmpp:a files,edits'],
    )
  })

  it('must lead to all the queues; there are none for who comes to none', () => {
    const both = contact('a', 'xmpp', ['files'], 'technical', 'billing')
    assert.deepEqual(found(here('billing', 'technical'), both, contact('b', 'slack', ['files'], 'billing')), [
      'xmpp:a files',
    ])
    assert.deepEqual(found(here(), both), [])
  })

  it('are one for each network, the closest, and those come first that add most', () => {
    assert.deepEqual(
      found(
        here('billing'),
        contact('b', 'xmpp', ['files'], 'billing'),
        contact('a', 'xmpp', ['files'], 'billing'),
        contact('wide', 'xmpp', ['files'], 'billing', 'technical'),
        contact('z', 'slack', ['files', 'threads'], 'billing', 'technical'),
        contact('y', 'a-third', ['files'], 'billing'),
      ),
      ['slack:z files,threads', 'a-third:y files', 'xmpp:a files'],
    )
  })
})
