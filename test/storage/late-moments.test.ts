import assert from 'node:assert/strict'
import type { ConversationId } from '../../src/core/ids.ts'
import { waitFor } from '../support/wait-for.ts'
import { ben, type Desk, mira, useDesk } from './support/desk.ts'

const hourMs = 3_600_000

describe('what is heard of long after its moment', () => {
  const given = useDesk()
  let desk: Desk
  beforeEach(async () => {
    desk = given()
    await desk.withBilling()
  })

  const dueAt = async (kind: string) => {
    const rows = await desk.sql<{ due: Date }>('SELECT due_at AS due FROM timer WHERE kind = $1', [kind])
    return rows.map(({ due }) => Number(due))
  }
  const outcomes = async () =>
    (await desk.sql<{ outcome: string }>('SELECT status AS outcome FROM offer ORDER BY id')).map((row) => row.outcome)
  const waiting = async () => {
    await desk.customerWrites('anna', 'my invoice is wrong')
    const [stored] = await desk.store.conversationsIn(['queued'], 1)
    return (stored ?? assert.fail()).conversation.id
  }
  const positionDue = async (conversation: ConversationId, due: number) => {
    await desk.store.transaction(undefined, async (tx) => {
      tx.setTimer({ lease: 'network:libera', conversation, kind: 'position', subject: '', dueAt: due })
    })
    await waitFor('the timer to fire', async () => !(await dueAt('position')).includes(due))
    await desk.quiet()
  }
  const positionsCounted = async (id: ConversationId) =>
    (await desk.store.eventsOf(id)).filter(({ event }) => event.type === 'position-came-due').length

  it('an agent who left while nobody listened: the next has all of their time', async () => {
    await desk.admin('agent add @ben:hs queues billing')
    await desk.direct(mira, 'ready')
    await desk.direct(ben, 'ready')
    await desk.network.person('anna').write('my invoice is wrong')
    const { room, user } = await desk.invitation(0)
    await desk.quiet()
    const release = desk.matrix.holdInvitations()
    const before = Date.now()
    await desk.submit(room, {
      ...{ type: 'm.room.member', sender: user, state_key: user, origin_server_ts: before - hourMs },
      ...{ content: { membership: 'leave' }, unsigned: { prev_content: { membership: 'invite' } } },
    })
    await waitFor('the second offer', async () => (await outcomes()).length > 1)
    const [due = 0] = await dueAt('offer')
    release()
    await desk.quiet()
    assert.deepEqual(await outcomes(), ['declined', 'pending'])
    assert(due >= before + 120_000, `due ${before - due} ms before it was made`)
  })

  it('a position that was due while we were away is counted once', async () => {
    const id = await waiting()
    const before = Date.now()
    await positionDue(id, before - hourMs)
    assert.equal(await positionsCounted(id), 1)
    const [next = 0] = await dueAt('position')
    assert(next > before, 'the next is due a while from now')
  })

  it('two things of one moment: both are done', async () => {
    const id = await waiting()
    const due = Date.now() - 1
    await positionDue(id, due)
    const counted = await positionsCounted(id)
    await positionDue(id, due)
    assert.equal(await positionsCounted(id), counted + 1)
  })
})
