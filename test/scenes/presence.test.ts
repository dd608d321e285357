import assert from 'node:assert/strict'
import { awayTextOf } from '../support/away-text.ts'
import { Device } from '../support/device.ts'
import { matrixApi } from '../support/matrix-api.ts'
import { untilTime } from '../support/people-time.ts'
import { stage } from '../support/scenes.ts'
import { waitFor } from '../support/wait-for.ts'
import type { World } from '../support/world.ts'

const generous = { per_second: 1000, burst_count: 1000 }
/** So soon after its last sign the homeserver takes a device for offline. */
const lapseMs = 2000
const presenceAwayMs = 1000
const queues = ['there', 'seen', 'line']

describe('presence', () => {
  const { scene } = stage({
    setUp: [
      ...queues.map((queue) => `queue add ${queue}`),
      'rule add line when contact == "hotline" then queue line',
      ...['there', 'seen'].map((queue) => `rule add ${queue} when text.contains("${queue}") then queue ${queue}`),
      'rule default queue there',
    ],
    config: { routing: { presence_away: `${presenceAwayMs}ms` } },
    synapse: {
      presence: { sync_online_timeout: `${lapseMs / 1000}s` },
      rc_presence: { per_user: generous },
    },
  })

  interface StoredAgent {
    readonly availability: { readonly state: string; readonly by: string }
    readonly offlineSince?: number
  }
  const agentIn = async (world: World, id: string): Promise<StoredAgent> => {
    const [row] = await world.rows<{ data: string }>('SELECT data FROM agent WHERE id = $1', [id])
    return JSON.parse(row?.data ?? '{}')
  }

  scene('[F6] [F7] [F10] an agent is there as long as one of their devices is, and back at once', async (world) => {
    const mira = await world.readyAgent('mira', 'queues there')
    const open = async () => new Device(world.synapse.url, await world.synapse.logIn('mira', 'mira'))
    await using phone = await open()
    await using desk = await open()
    await mira.client.hidePresence()
    assert.match(await mira.asks('status'), /^You are ready/)
    await desk.stop()
    await untilTime(Date.now() + lapseMs + presenceAwayMs + 3000)
    assert.deepEqual((await agentIn(world, mira.userId)).offlineSince, undefined, 'the phone is still there')
    await phone.stop()
    await mira.direct.isTold(/^Matrix has shown you offline for 1 second, so you are away now/, 60_000)
    const { availability } = await agentIn(world, mira.userId)
    assert.deepEqual([availability.state, availability.by], ['away', 'presence'])
    const anna = await world.customer('anna')
    anna.says('are you there?')
    await anna.hears('You are next in line')
    assert.equal(mira.client.invitations.length, 0)
    await using _tablet = await open()
    await mira.isOffered('anna')
  })

  scene('[P19] [F3] the agent sees how the customer is on their network', async (world) => {
    const ida = await world.readyAgent('ida', 'queues seen')
    const ben = await world.customer('ben')
    const { room } = await ida.meets(ben, 'have you seen it?')
    const api = matrixApi(world.synapse.url, (await world.synapse.logIn('ida', 'ida')).accessToken)
    const { body } = await api('GET', `/rooms/${encodeURIComponent(room)}/joined_members`)
    const ghost = Object.keys(body['joined'] as object).find((user) => user.startsWith('@sb_'))
    assert(ghost)
    ben.irc.send('AWAY :lunch, back at 2')
    await waitFor('the presence of the ghost', async () => {
      const { body: presence } = await api('GET', `/presence/${encodeURIComponent(ghost)}/status`)
      return presence['status_msg'] === 'away: lunch, back at 2'
    })
    assert.match(await ida.asks('status'), /ben, .* away \(lunch, back at 2\)/)
  })

  scene(
    '[F1] [F2] the away text of our nick tells who has to wait how many are before them, and how long',
    async (world) => {
      const tom = await world.readyAgent('tom', 'queues line capacity 3')
      for (const nick of ['carl', 'cora', 'cid']) {
        await tom.meets(await world.customer(nick, { contact: 'hotline' }), `it is ${nick}`)
      }
      const last = await world.customer('dora', { contact: 'hotline' })
      last.says('and me')
      await last.hears('You are next in line')
      const { irc } = await world.silent('xenia')
      let text = ''
      await waitFor(
        'the line to be shown',
        async () => {
          text = await awayTextOf(irc, last.contact)
          return text === 'All agents busy, 1 waiting, less than a minute'
        },
        { timeoutMs: 90_000, detail: () => text },
      )
    },
  )
})
