import assert from 'node:assert/strict'
import type { Customer } from '../support/customer.ts'
import { stage } from '../support/scenes.ts'
import type { Talk } from '../support/talk.ts'
import { waitFor } from '../support/wait-for.ts'
import type { World } from '../support/world.ts'
import { XmppTalk } from '../support/xmpp-talk.ts'

const setUp = [
  'queue add general',
  'queue add of-carla',
  'rule add carla when customer.name == "carla" then queue of-carla',
  'rule default queue general',
]
const contact = 'hotline' as const
const lines = Array.from({ length: 30 }, (_, index) => `answer ${index + 1}`)

/** What of `lines` came, as often as it came. */
function cameTo(customer: Customer): readonly string[] {
  return customer.heard().flatMap((line) => /answer \d+$/.exec(line) ?? [])
}

/** What the agent was told may not have come. */
function doubtful(talk: Talk): readonly string[] {
  return talk
    .transcript()
    .flatMap((line) => (/may not have been delivered/.test(line) ? (/answer \d+/.exec(line) ?? []) : []))
}

/** Who speaks for the networks and the bot. */
function holders(world: World): Promise<readonly { readonly holder: string }[]> {
  return world.rows('SELECT DISTINCT holder FROM lease WHERE holder IS NOT NULL')
}

describe('two processes on one database', () => {
  const { sceneAlone } = stage({ setUp, xmpp: true })

  sceneAlone(
    '[P19] typing and reading pass, though the homeserver speaks to the one without the network',
    async (world) => {
      const zoe = await world.readyAgent('zoe', 'queues of-carla')
      const client = await world.onXmpp('carla')
      const xmppContact = world.places.jid('people')
      await client.befriends(xmppContact)
      const carla = new XmppTalk(() => client, xmppContact)
      carla.write('my invoice is wrong')
      const room = await zoe.accepts(await zoe.isOffered('carla'))
      const line = await room.reads('my invoice is wrong')
      await client.hears(xmppContact, /is here now/)
      const other = await world.anotherProcess()
      world.front?.leadTo(other.port)
      carla.type(true)
      await room.client.waitFor('her typing', () => room.client.seesTyping(room.room))
      carla.type(false)
      await room.client.types(room.room, true)
      await waitFor('the agent typing', () => carla.seesTyping())
      await room.client.types(room.room, false)
      await waitFor('the end of it', () => !carla.seesTyping())
      const said = await room.says('please read this')
      const isIt = ({ text }: { text: string }) => text.endsWith('please read this')
      carla.read((await waitFor('the line', () => carla.sees().find(isIt))).text)
      await room.client.waitFor('the receipt', () => room.client.hasRead(room.room, line.sender) === said)
      world.front?.leadTo(world.switchboard.port)
      await other.stop()
    },
  )

  sceneAlone(
    '[I1] [I2] [P21] the one that works is killed: the other goes on, nothing lost, nothing doubled',
    async (world) => {
      const other = await world.anotherProcess()
      const mira = await world.readyAgent('mira', 'queues general')
      const anna = await world.customer('anna', { contact })
      const talk = await mira.meets(anna, 'hello')
      for (let count = 1; count <= 10; count++) anna.says(`line ${count}`)
      for (let count = 1; count <= 10; count++) await talk.reads(new RegExp(`^line ${count}$`))
      for (const line of lines.slice(0, 20)) await talk.says(line)
      await anna.hears(/answer 5$/)
      const before = await holders(world)
      assert.equal(before.length, 1, 'one process has all leases')
      await world.switchboard.kill()
      world.front?.leadTo(other.port)
      for (const line of lines.slice(20)) await talk.says(line)
      await anna.hears(/^I was away for/, 60_000)
      await anna.hears(/answer 30$/, 60_000)
      const came = cameTo(anna)
      assert.equal(new Set(came).size, came.length, 'nothing came twice')
      assert.deepEqual(
        came,
        lines.filter((line) => came.includes(line)),
        'in order',
      )
      assert.deepEqual(
        lines.filter((line) => !came.includes(line) && !doubtful(talk).includes(line)),
        [],
        'all came or were reported',
      )
      anna.says('here again')
      await talk.reads('here again')
      assert.deepEqual(
        talk.customerLines().filter((line) => line.startsWith('line')),
        Array.from({ length: 10 }, (_, index) => `line ${index + 1}`),
      )
      const after = await holders(world)
      assert.equal(after.length, 1)
      assert.notDeepEqual(after, before, 'the other has them now')
      assert.match(await mira.asks('status'), /1 of 3 conversations/)
      const ben = await world.customer('ben', { contact })
      const second = await mira.meets(ben, 'I am new')
      await second.says('welcome')
      await ben.hears('[Mira] welcome')
      await world.switchboard.start()
      await other.stop()
      world.front?.leadTo(world.switchboard.port)
      await second.says('still here')
      await ben.hears('[Mira] still here', 60_000)
      ben.says('good')
      await second.reads('good')
      assert.equal(ben.heard().filter((line) => line.includes('welcome')).length, 1)
    },
  )
})
