import assert from 'node:assert/strict'
import type { AgentId, OfferId } from '../../src/core/ids.ts'
import { MatrixError } from '../../src/ports/matrix.ts'
import { waitFor } from '../support/wait-for.ts'
import { ben, type Desk, mira, useDesk } from './support/desk.ts'

interface OfferRow {
  readonly id: OfferId
  readonly agent: AgentId
  readonly outcome: string
}

const timeoutMs = 60_000
const offers = `SELECT id, agent_id AS agent, status AS outcome FROM offer ORDER BY id`

describe('an invitation that the homeserver takes its time for', () => {
  const given = useDesk()
  let desk: Desk
  beforeEach(async () => {
    desk = given()
    await desk.withBilling()
    await desk.direct(mira, 'ready')
  })

  const pastOffers = () => desk.sql<OfferRow>(offers)
  const dueAt = async () => {
    const rows = await desk.sql<{ due: Date }>(`SELECT due_at AS due FROM timer WHERE kind = 'offer'`)
    assert.equal(rows.length, 1)
    return Number(rows[0]?.due)
  }
  const wrote = () => desk.network.person('anna').write('my invoice is wrong')
  /** As if the time for it had passed. */
  const timePasses = async (offer: OfferId) => {
    const [open] = await desk.store.conversationsIn(['offered'], 1)
    assert(open)
    const { id } = open.conversation
    await desk.store.transaction(undefined, async (tx) => {
      tx.setTimer({ lease: 'network:libera', conversation: id, kind: 'offer', subject: offer, dueAt: Date.now() })
    })
  }

  it('leaves the agent their whole time, from when it is there', async () => {
    const release = desk.matrix.holdInvitations()
    await wrote()
    await waitFor('an offer', async () => (await pastOffers()).length === 1)
    const before = await dueAt()
    const confirmedAt = Date.now()
    release()
    await desk.invitation(0)
    await desk.quiet()
    const after = await dueAt()
    assert(after >= confirmedAt + timeoutMs && after <= Date.now() + timeoutMs, String(after - confirmedAt))
    assert(before > after, 'until then it had longer')
  })

  it('[I1] begins that time too when its answer was lost and it is repeated', async () => {
    let answersLost = 0
    desk.matrix.onInvite = async (invite) => {
      const invited = invite()
      if (answersLost > 0) return invited
      answersLost += 1
      throw new MatrixError({ kind: 'retry', text: 'no answer' })
    }
    await wrote()
    await desk.invitation(0)
    const invitedAt = Date.now()
    await desk.quiet()
    const due = await dueAt()
    assert(due > invitedAt && due <= Date.now() + timeoutMs, String(due - invitedAt))
    assert.equal(desk.matrix.invitations.length, 1)
  })

  it('goes to the next agent when it does not get there at all, and nobody has missed it', async () => {
    await desk.admin('agent add @ben:hs queues billing')
    await desk.direct(ben, 'ready')
    const release = desk.matrix.holdInvitations()
    await wrote()
    for (const count of [1, 2]) {
      await waitFor(`offer ${count}`, async () => (await pastOffers()).length === count)
      const { id } = (await pastOffers())[count - 1] ?? assert.fail()
      await timePasses(id)
    }
    await waitFor('both to be given up', async () =>
      (await pastOffers()).every(({ outcome }) => outcome === 'undeliverable'),
    )
    release()
    await desk.quiet()
    assert.match(await desk.direct(mira, 'status'), /^You are ready/)
    assert.match(await desk.direct(ben, 'status'), /^You are ready/)
    const [{ conversation } = assert.fail()] = await desk.store.conversationsIn(['queued'], 1)
    assert.deepEqual(
      conversation.refusals.map(({ how }) => how),
      ['undeliverable', 'undeliverable'],
    )
    const why = await desk.admin(`why ${conversation.id}`)
    assert.match(why, /could not be invited \(the homeserver did not confirm the invitation in time\)/)
    const members = [...desk.matrix.rooms.values()].flatMap(({ members: inside }) => [...inside.keys()])
    assert(!members.includes(mira) && !members.includes(ben), 'who was invited all the same is out again')
  })
})
