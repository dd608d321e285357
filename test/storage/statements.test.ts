import assert from 'node:assert/strict'
import pg from 'pg'
import { type Desk, mira, useDesk } from './support/desk.ts'

type Query = (this: pg.Client, ...given: unknown[]) => unknown
const client = pg.Client.prototype as unknown as { query: Query }

/** The prepared statements that are asked while `work` runs. */
async function statementsIn(work: () => Promise<void>): Promise<ReadonlySet<string>> {
  const { query } = client
  const names = new Set<string>()
  client.query = function (this: pg.Client, ...given) {
    const [asked] = given as readonly { readonly name?: string }[]
    if (asked?.name !== undefined) names.add(asked.name)
    return query.apply(this, given)
  }
  try {
    await work()
  } finally {
    client.query = query
  }
  return names
}

/** Those that every line leads to, so that what happens now and then beside them does not count. */
async function statementsOf(work: () => Promise<void>): Promise<readonly string[]> {
  const [first, ...others] = [await statementsIn(work), await statementsIn(work), await statementsIn(work)]
  return [...(first ?? [])].filter((name) => others.every((names) => names.has(name))).toSorted()
}

const taken = [
  'take-rows',
  'begin',
  'require-lease',
  'update-conversation',
  'append-events',
  'add-effects',
  'mark-applied',
]

describe('what one line costs in the database, on a network that carries text', () => {
  const given = useDesk()
  const settled = async (desk: Desk) => {
    await desk.withBilling()
    const { room } = await desk.withConversation('anna')
    const says = async () => {
      await desk.says(mira, room, { msgtype: 'm.text', body: 'hello' })
      await desk.quiet()
    }
    await says()
    return says
  }

  it('of a customer: nothing is asked for what only richer networks have', async () => {
    const desk = given()
    await settled(desk)
    const own = ['finish-effects', 'submit-rows', 'lock-open-conversation', 'save-chat', 'save-chat-identities']
    const asked = await statementsOf(() => desk.customerWrites('anna', 'hello'))
    assert.deepEqual(asked, [...taken, ...own].toSorted())
  })

  it('of an agent', async () => {
    const desk = given()
    const says = await settled(desk)
    const own = ['submit-matrix-rows', 'lock-conversation', 'lock-agent', 'read-agent', 'read-chat']
    const asked = await statementsOf(says)
    assert.deepEqual(asked, [...taken, ...own, 'start-effects', 'finish-network-effects'].toSorted())
  })
})
