import assert from 'node:assert/strict'
import { awayTextOf } from '../support/away-text.ts'
import { untilTime } from '../support/people-time.ts'
import { stage } from '../support/scenes.ts'
import { waitFor } from '../support/wait-for.ts'
import type { World } from '../support/world.ts'

const queues = ['leaves', 'silence', 'full', 'freed', 'crossing', 'gone', 'programs', 'slowness']
const setUp = [
  ...queues.map((queue) => `queue add ${queue} timeout ${['silence', 'crossing'].includes(queue) ? '8s' : '60s'}`),
  ...queues.map((queue) => `rule add ${queue} when text.contains("${queue}") then queue ${queue}`),
  'rule default queue leaves',
]
const contact = 'hotline' as const

/** Two ready agents of one queue; the one named first was ready first, so the first offer is theirs. */
async function two(world: World, queue: string, first: string, second: string) {
  const one = await world.readyAgent(first, `queues ${queue}`)
  return [one, await world.readyAgent(second, `queues ${queue}`)] as const
}

describe('offers', () => {
  const { scene, sceneAlone } = stage({ setUp })

  scene('who leaves or declines is left in peace: the next is asked, and then somebody new', async (world) => {
    const [mira, tom] = await two(world, 'leaves', 'mira', 'tom')
    const pia = await world.agent('pia', 'queues leaves')
    const anna = await world.customer('anna', { contact })
    anna.says('about leaves')
    const first = await mira.isOffered('anna')
    await mira.declines(first)
    const second = await tom.isOffered('anna')
    assert.match(await tom.asks('decline in a meeting'), /^Declined/)
    await tom.isRemovedFrom(second)
    await pia.isReady()
    const talk = await pia.accepts(await pia.isOffered('anna'))
    await talk.reads('about leaves')
    await anna.hears('Pia is here now')
    assert.equal(mira.client.invitations.length, 1, 'Mira was asked once')
    assert.equal(tom.client.invitations.length, 1, 'Tom was asked once')
    assert.equal(first.room, second.room)
  })

  scene('an offer that is not answered goes to the next; who misses two is away and told so', async (world) => {
    const [ben, ida] = await two(world, 'silence', 'ben', 'ida')
    const [carl, cora] = [await world.customer('carl', { contact }), await world.customer('cora', { contact })]
    carl.says('about silence')
    const missed = await ben.isOffered('carl')
    cora.says('about silence too')
    const talk = await ida.accepts(await ida.isOffered('carl'))
    await ben.isRemovedFrom(missed)
    await carl.hears('Ida is here now')
    await talk.reads('about silence')
    await ida.accepts(await ida.isOffered('cora'))
    await ben.direct.isTold('You missed two offers in a row, so you are away now. Say ready when you are back.')
    assert.match(await ben.asks('status'), /^You are away/)
  })

  scene(
    '[I8] [F10] nobody free: the customer knows their place, writes on, and the next who is ready has it at once',
    async (world) => {
      const uma = await world.agent('uma', 'queues full')
      const [dora, emil] = [await world.customer('dora', { contact }), await world.customer('emil', { contact })]
      dora.says('about full houses')
      await dora.hears('Nobody is there for full at the moment. You are next in line')
      emil.says('about full moons')
      await emil.hears('Nobody is there for full at the moment. You are number 2')
      for (const _ of ['once', 'and again']) {
        emil.says('position')
        await emil.hears('You are number 2 in line for full')
      }
      dora.says('it is the red one')
      const waiting = await world.admin('queue show full')
      assert.match(
        waiting,
        /1 +conversation \d+ +waiting \d+ s +dora, IRC Quick\n2 +conversation \d+ .* emil, IRC Quick/,
      )
      const [, number] = /conversation (\d+).*dora/.exec(waiting) ?? []
      const why = await world.admin(`why ${number}`)
      assert.match(why, /it is first in line/)
      assert.match(why, /Uma: away \(not ready yet\)/)
      assert.match(why, /Any one of these would release it: Uma comes back/)
      await uma.isReady()
      const offer = await uma.isOffered('dora')
      const second = await uma.isOffered('emil')
      const talk = await uma.accepts(offer)
      await talk.reads('about full houses')
      await talk.reads('it is the red one')
      await (await uma.accepts(second)).reads('position')
    },
  )

  scene('[I4] [F10] an agent at their limit is offered the next the moment they close one', async (world) => {
    const finn = await world.readyAgent('finn', 'queues freed capacity 1')
    const [gina, hugo] = [await world.customer('gina', { contact }), await world.customer('hugo', { contact })]
    const talk = await finn.meets(gina, 'about freed slots')
    hugo.says('about freed slots too')
    await hugo.hears('You are next in line')
    assert.match(await talk.asks('!status'), /1 of 1 conversations/)
    await talk.says('!close solved')
    await finn.accepts(await finn.isOffered('hugo'))
    await hugo.hears('Finn is here now')
  })

  scene('an agent who leaves a conversation gives it to the next, and the customer is told', async (world) => {
    const [karl, lena] = await two(world, 'gone', 'karl', 'lena')
    const nora = await world.customer('nora', { contact })
    const talk = await karl.meets(nora, 'about gone people')
    await talk.leaves()
    await nora.hears('Karl had to leave; I am looking for someone else. Nothing you wrote is lost.')
    nora.says('hello?')
    const next = await lena.accepts(await lena.isOffered('nora'))
    await next.reads('about gone people')
    await next.reads('hello?')
    await nora.hears('Lena is here now')
  })

  scene('[P16] [P12] a program that is silent for 5 s holds up nobody; what it says later is told', async (world) => {
    const wim = await world.readyAgent('wim', 'queues slowness')
    const yara = await world.silent('yara', { contact })
    yara.says('about slowness')
    const askedAt = Date.now()
    const offer = await wim.isOffered('yara')
    assert(offer.at - askedAt >= 4900, `${offer.at - askedAt} ms`)
    const talk = await wim.accepts(offer)
    assert.match((await talk.isTold('yara on IRC')).body, /Software +unknown, it did not say/)
    await untilTime(askedAt + 7000)
    yara.irc.send(`NOTICE ${yara.contact} :\x01VERSION HexChat 2.16.1 / Linux 6.1\x01`)
    await talk.isTold('Now known: HexChat 2.16.1')
  })

  scene('[F1] whoever looks at our nick on IRC sees how the desk stands, without writing', async (world) => {
    const { irc, contact: ours } = await world.silent('xaver')
    const seen = await waitFor(
      'the state of the desk',
      async () => {
        const shown = await awayTextOf(irc, ours)
        return /(\d+ of \d+ agents? free|All agents busy, \d+ waiting)(, .+)?$/.exec(shown)?.[0]
      },
      { timeoutMs: 60_000 },
    )
    assert.notEqual(seen, '')
  })

  sceneAlone(
    '[I3] a join that crosses the withdrawal of its offer wins as long as nobody else has accepted',
    async (world) => {
      const [sue, ted] = await two(world, 'crossing', 'sue', 'ted')
      const vera = await world.customer('vera', { contact })
      vera.says('about crossing')
      const offer = await sue.isOffered('vera')
      world.detour.hold()
      vera.says('are you there?')
      await untilTime(offer.at + 8500)
      const talk = await sue.joins(offer)
      await vera.hears('Sue is here now')
      world.detour.release()
      await talk.reads('are you there?')
      assert.match(await talk.asks('!why'), /timed out/)
      await talk.says('still here')
      await vera.hears('[Sue] still here')
      assert.equal(sue.client.membership(offer.room), 'join')
      assert.equal(ted.client.invitations.length, 0, 'Ted was not asked')
    },
  )

  sceneAlone(
    'joins within a second of the invitation, twice, make offers need !accept, and the admin is told',
    async (world) => {
      const rob = await world.readyAgent('rob', 'queues programs')
      for (const nick of ['olga', 'paul']) {
        const customer = await world.customer(nick, { contact })
        customer.says('about programs')
        await rob.joins(await rob.isOffered(nick))
        await customer.hears('Rob is here now')
      }
      await rob.direct.isTold('say !accept in its room')
      await world.adminRoom.isTold('Rob joined twice within a second')
      const quinn = await world.customer('quinn', { contact })
      quinn.says('about programs')
      const offer = await rob.isOffered('quinn')
      assert.match(offer.reason, /Join and say !accept to take it\.$/)
      const talk = await rob.joins(offer)
      await talk.isTold('say !accept to take this conversation')
      assert.match(await talk.asks('!accept'), /You have conversation \d+ now/)
      await quinn.hears('Rob is here now')
    },
  )
})
