import assert from 'node:assert/strict'
import { createAgentPresence } from '../../src/app/agent-presence.ts'
import type { AgentId } from '../../src/core/ids.ts'
import type { Agent } from '../../src/core/routing/agent.ts'
import { waitFor } from '../support/wait-for.ts'
import { Desk, directRoomOf, mira, stranger, useDesk } from './support/desk.ts'
import { storeDatabase } from './support/store-database.ts'

const limitMs = 1200
const remote = '@zoe:elsewhere' as AgentId
const shows = (sender: string, presence: unknown) => ({ type: 'm.presence', sender, content: { presence } })

async function agentOf(desk: Desk, id: AgentId = mira): Promise<Agent> {
  const agent = await desk.store.agent(id)
  assert(agent)
  return agent
}

function until(desk: Desk, state: 'ready' | 'away', id: AgentId = mira): Promise<Agent> {
  return waitFor(`${id} to be ${state}`, async () => {
    const agent = await agentOf(desk, id)
    return agent.availability.state === state ? agent : undefined
  })
}

describe('the presence of agents in Matrix', () => {
  const given = useDesk('text', { presenceAwayMs: limitMs })
  const homeserverSays = async (desk: Desk, ...ephemeral: readonly unknown[]): Promise<void> => {
    await createAgentPresence(desk.app).take(ephemeral)
    await desk.quiet()
  }

  async function ready(): Promise<Desk> {
    const desk = given()
    await desk.withBilling()
    await desk.direct(mira, 'ready')
    return desk
  }

  it('[F6] [F10] who is offline for long is away; back online they have at once what waits', async () => {
    const desk = await ready()
    await homeserverSays(desk, shows(mira, 'offline'))
    const offline = await agentOf(desk)
    assert.equal(offline.availability.state, 'ready')
    const away = await until(desk, 'away')
    assert(away.availability.since - (offline.offlineSince ?? 0) >= limitMs)
    await desk.quiet()
    const told = desk.matrix.posted.find(({ room }) => room === `!made-for-${mira.slice(1)}`)
    assert.match(told?.message.text ?? '', /^Matrix has shown you offline for 1 second, so you are away now\./)
    assert.match(await desk.admin('status mira'), /^Mira is away \(offline in Matrix\) for .*, as Matrix shows it/i)
    await desk.customerWrites('anna', 'my invoice is wrong')
    assert.equal(desk.matrix.invitations.length, 0)
    await homeserverSays(desk, shows(mira, 'online'))
    await desk.invitation(0)
    assert.equal((await agentOf(desk)).availability.by, 'presence')
  })

  it('[F10] whoever becomes ready has what waits at once: by the change itself, with no timer left to come back', async () => {
    const desk = given()
    await desk.withBilling()
    await desk.customerWrites('anna', 'my invoice is wrong')
    const [waiting] = await desk.store.waiting([], 1)
    assert(waiting)
    await desk.store.transaction(undefined, async (tx) => tx.clearTimers(waiting.conversation))
    assert.equal(await desk.store.nextTimer('network:libera'), undefined)
    await desk.admin('agent add @zoe:elsewhere queues billing')
    await desk.store.setDirectRoom(remote, directRoomOf(remote))
    assert.equal(desk.matrix.invitations.length, 0)
    const said = performance.now()
    await desk.direct(remote, 'ready')
    assert.equal((await desk.invitation(0)).user, remote)
    assert(performance.now() - said < 5000, 'sooner than anything that comes by')
  })

  it('[F7] all devices of an agent are one: gone and back within the limit, nothing has happened', async () => {
    const desk = await ready()
    const before = await agentOf(desk)
    await homeserverSays(desk, shows(mira, 'offline'), shows(mira, 'unavailable'))
    const { offlineSince, availability } = await agentOf(desk)
    assert.deepEqual([offlineSince, availability], [undefined, before.availability])
    await homeserverSays(desk, shows(mira, 'online'), shows(mira, 'unavailable'))
    assert.equal((await agentOf(desk)).version, before.version + 2, 'what is no news is not written')
  })

  it('[F6] what an agent says counts more than what Matrix shows', async () => {
    const desk = await ready()
    await homeserverSays(desk, shows(mira, 'offline'))
    await desk.direct(mira, 'ready')
    assert.equal((await agentOf(desk)).offlineSince, undefined)
    await desk.direct(mira, 'away lunch')
    await homeserverSays(desk, shows(mira, 'offline'), shows(mira, 'online'))
    assert.equal((await agentOf(desk)).availability.reason, 'lunch')
  })

  it('[F14] the presence of anybody who is no agent changes nothing, nor does nonsense', async () => {
    const desk = await ready()
    const before = await agentOf(desk)
    await homeserverSays(
      desk,
      shows(stranger, 'offline'),
      shows(mira, '__proto__'),
      shows(mira, { offline: true }),
      { type: 'm.typing', sender: mira, content: { presence: 'offline' } },
      { type: 'm.presence', content: { presence: 'offline', user_id: mira } },
      null,
      'm.presence',
    )
    assert.deepEqual(await agentOf(desk), before)
    assert.equal(await desk.store.agent(stranger), undefined)
  })

  it('[F11] an agent of another homeserver counts as any other', async () => {
    const desk = await ready()
    await desk.admin(`agent add ${remote} queues billing`)
    await desk.store.setDirectRoom(remote, directRoomOf(remote))
    assert.match(await desk.direct(remote, 'ready'), /^You are ready/)
    await homeserverSays(desk, shows(remote, 'offline'))
    await until(desk, 'away', remote)
    await homeserverSays(desk, shows(remote, 'online'))
    await until(desk, 'ready', remote)
  })

  it('[F6] the homeserver is asked before anybody is made away: what it told may have been lost', async () => {
    const desk = await ready()
    desk.matrix.presences.set(mira, 'online')
    await homeserverSays(desk, shows(mira, 'offline'))
    const agent = await waitFor('the answer to count', async () => {
      const now = await agentOf(desk)
      return now.offlineSince === undefined ? now : undefined
    })
    assert.equal(agent.availability.state, 'ready')
  })
})

describe('the presence of agents over a restart', () => {
  it('[F6] [I1] since when they are offline is kept; who came back in the meantime is ready again', async () => {
    const database = await storeDatabase()
    const settings = { presenceAwayMs: limitMs }
    const first = new Desk(database.uri, 'text', settings)
    await first.open()
    await first.withBilling()
    await first.direct(mira, 'ready')
    await createAgentPresence(first.app).take([shows(mira, 'offline')])
    await first.quiet()
    const { offlineSince } = await agentOf(first)
    await first.close()
    const second = new Desk(database.uri, 'text', settings)
    await second.open()
    const away = await until(second, 'away')
    assert.equal(away.offlineSince, offlineSince)
    await second.close()
    const third = new Desk(database.uri, 'text', settings)
    third.matrix.presences.set(mira, 'online')
    await third.open()
    await until(third, 'ready')
    await third.close()
    await database.drop()
  })

  it('with the limit 0 presence changes nothing', async () => {
    const database = await storeDatabase()
    const desk = new Desk(database.uri, 'text', { presenceAwayMs: 0 })
    await desk.open()
    await desk.withBilling()
    await desk.direct(mira, 'ready')
    const before = await agentOf(desk)
    await createAgentPresence(desk.app).take([shows(mira, 'offline')])
    await desk.quiet()
    assert.deepEqual(await agentOf(desk), before)
    await desk.close()
    await database.drop()
  })
})
