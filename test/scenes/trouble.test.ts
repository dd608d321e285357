import assert from 'node:assert/strict'
import type { Agent } from '../support/agent.ts'
import type { Customer } from '../support/customer.ts'
import { stage } from '../support/scenes.ts'
import type { Talk } from '../support/talk.ts'
import { waitFor } from '../support/wait-for.ts'
import type { World } from '../support/world.ts'

const setUp = ['queue add general', 'rule default queue general']
const contact = 'hotline' as const
/** A port where nobody listens. */
const nowhere = 9

/** A conversation that has begun. */
async function begun(world: World, agent: string, nick: string): Promise<readonly [Agent, Customer, Talk]> {
  const mira = await world.readyAgent(agent, 'queues general')
  const anna = await world.customer(nick, { contact })
  const talk = await mira.meets(anna, `hello from ${nick}`)
  await mira.asks('away')
  return [mira, anna, talk]
}

function saysLines(customer: Customer, name: string, count: number): readonly string[] {
  const lines = Array.from({ length: count }, (_, index) => `${name} ${index + 1}`)
  for (const line of lines) customer.says(line)
  return lines
}

/** All of them, in order and once. */
async function readsAll(talk: Talk, lines: readonly string[]): Promise<void> {
  for (const line of lines) await talk.reads(new RegExp(`^${line}$`))
  const seen = talk.customerLines().filter((line) => lines.includes(line))
  assert.deepEqual(seen, lines)
}

async function healthSays(world: World, fits: (health: Record<string, { ok: boolean }>) => boolean): Promise<void> {
  await waitFor('/health to say so', async () => fits((await world.switchboard.health()) as never), {
    timeoutMs: 30_000,
  })
}

describe('trouble around Switchboard', () => {
  const { sceneAlone } = stage({ setUp, ownPostgres: true })

  sceneAlone(
    '[I1] [I5] the homeserver does not answer for a while: everything arrives later, in order and once',
    async (world) => {
      const [, anna, talk] = await begun(world, 'mira', 'anna')
      world.synapse.pause()
      const lines = saysLines(anna, 'while it sleeps', 8)
      await healthSays(world, ({ homeserver }) => homeserver?.ok === false)
      world.synapse.resume()
      await readsAll(talk, lines)
      await healthSays(world, ({ homeserver }) => homeserver?.ok === true)
      await talk.says('I am still here')
      await anna.hears('[Mira] I am still here')
    },
  )

  sceneAlone(
    '[I1] [I5] the homeserver is killed and comes back: everything arrives, in order and once',
    async (world) => {
      const [, ben, talk] = await begun(world, 'tom', 'ben')
      await world.synapse.kill()
      const lines = saysLines(ben, 'while it is gone', 8)
      await healthSays(world, ({ homeserver }) => homeserver?.ok === false)
      const newcomer = await world.customer('nora', { contact })
      newcomer.says('and a new one')
      await newcomer.hears('Hello nora')
      await newcomer.hears('You are next in line')
      await world.synapse.startAgain()
      await readsAll(talk, lines)
      await talk.says('back again')
      await ben.hears('[Tom] back again')
      await healthSays(world, ({ homeserver }) => homeserver?.ok === true)
    },
  )

  sceneAlone(
    '[I1] [I5] the homeserver has left a line of an agent behind: it comes, and before what was said after it',
    async (world) => {
      const [, paul, talk] = await begun(world, 'zoe', 'paul')
      const { front } = world
      assert.ok(front)
      front.leadTo(nowhere)
      await talk.says('late')
      await healthSays(world, ({ homeserver }) => homeserver?.ok === false)
      front.leadTo(world.switchboard.port)
      await paul.hears('[Zoe] late')
      front.leadTo(nowhere)
      await world.synapse.leavesBehind(await talk.says('left behind'))
      front.leadTo(world.switchboard.port)
      await talk.says('said after it')
      await paul.hears('[Zoe] left behind')
      await paul.hears('[Zoe] said after it')
      assert.equal(paul.heard().filter((line) => line.startsWith('[Zoe]')).length, 3)
      front.leadTo(nowhere)
      await world.synapse.leavesBehind(await talk.says('the last word'))
      front.leadTo(world.switchboard.port)
      await talk.says('!note so that something comes')
      await paul.hears('[Zoe] the last word')
    },
  )

  sceneAlone(
    '[I1] [P22] the IRC server restarts: both sides hear of the gap, and what was said meanwhile is sent',
    async (world) => {
      const [, , talk] = await begun(world, 'ida', 'carl')
      await world.irc.crash()
      await talk.isTold('carl cannot be reached: the connection to Quick broke.')
      await healthSays(
        world,
        ({ networks }) => (networks as never as Record<string, { state: string }>)?.['quick']?.state === 'down',
      )
      await talk.says('are you there?')
      await world.irc.startAgain()
      const back = await world.customer('carl', { contact })
      await talk.isTold(/I was away from Quick for \d+ s/, 60_000)
      await back.hears('[Ida] are you there?', 60_000)
      await back.hears(
        /^I was away for \d+ seconds?\. If you wrote something in that time, please send it again\.$/,
        60_000,
      )
      back.says('yes')
      await talk.reads('yes')
    },
  )

  sceneAlone(
    '[I1] [I5] the database is killed and comes back: nothing is lost, doubled or out of order',
    async (world) => {
      const [, dora, talk] = await begun(world, 'uma', 'dora')
      const { pid } = world.switchboard
      await world.postgres.kill()
      const lines = saysLines(dora, 'without a database', 8)
      await talk.says('first')
      await talk.says('second')
      await healthSays(world, ({ database }) => database?.ok === false)
      await world.postgres.startAgain()
      await readsAll(talk, lines)
      await dora.hears('[Uma] first', 60_000)
      await dora.hears('[Uma] second')
      assert.equal(dora.heard().filter((line) => /first|second/.test(line)).length, 2)
      await healthSays(world, ({ database }) => database?.ok === true)
      await world.postgres.restart()
      const more = saysLines(dora, 'after a restart', 4)
      await readsAll(talk, more)
      await talk.says('third')
      await dora.hears('[Uma] third', 60_000)
      assert.equal(world.switchboard.pid, pid, 'the process stayed up')
    },
  )

  sceneAlone('a network that bans us: the admins are told what happened and what they can do', async (world) => {
    // InspIRCd keeps ten characters of a user name.
    await world.irc.kline('switchboa*@*', 'no desks here')
    const told = await world.adminRoom.isTold(/^\S* ?Quick: We are banned from this network/)
    assert.match(told.body, /no desks here/)
    assert.match(told.body, /Ask the operators of the network to lift the ban, then restart Switchboard\.$/)
    await healthSays(
      world,
      ({ networks }) => (networks as never as Record<string, { state: string }>)?.['quick']?.state === 'stopped',
    )
    assert.match(await world.admin('help'), /\w/, 'the rest goes on')
  })
})
