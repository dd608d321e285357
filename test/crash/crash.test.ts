import { setTimeout as pause } from 'node:timers/promises'
import { killPoints } from '../../src/observe/kill-point.ts'
import { needServers } from '../servers/installed.ts'
import { addUp, type Counts, countsInWords } from './support/compare.ts'
import type { CrashNetwork } from './support/crash-network.ts'
import { type CrashWorld, openCrashWorld, type StaffedDesk } from './support/crash-world.ts'
import { mayLose, type NetworkType } from './support/evidence.ts'
import { Random, seedOfRun } from './support/random.ts'
import { Round } from './support/round.ts'

const isLong = process.env['SWITCHBOARD_TEST_LONG'] !== undefined
/** A round is about 40 messages, or 200. */
const size = isLong ? { rounds: 20, customers: 5, lines: 24, ends: 3 } : { rounds: 5, customers: 3, lines: 8, ends: 1 }
const pointMs = 60_000
const seed = seedOfRun()
const letters = 'abcdefghijklmnopqrstuvwxyz'.split('')

/** What is passed where people only talk; the others have plays of their own. */
const pointsOfTalk = killPoints.filter((point) => point !== 'upload')
type PointOfTalk = (typeof pointsOfTalk)[number]

describe(`everything may end at any moment (SWITCHBOARD_SEED=${seed})`, function () {
  this.timeout(isLong ? 1_800_000 : 300_000)
  const random = new Random(seed)
  let world: CrashWorld
  let named: Promise<Counts>
  let unnamed: Promise<Counts>
  let outageRounds = 0

  before(async function () {
    needServers(this, 'synapse', 'inspircd', 'prosody')
    world = await openCrashWorld(['a', 'b'], random)
    unnamed = endAtAnyMoment(world.at(1))
    unnamed.catch(() => {})
    named = endAtEach(world.at(0))
    named.catch(() => {})
  })

  after(() => world?.close())

  it('[I1] [I2] [I5] kill -9 at every named point: nothing lost, nothing doubled, all in order', async () => {
    console.log(`      named points: ${countsInWords(await named)}`)
  })

  it(`[I1] [I2] [I5] kill -9 at any moment, ${size.rounds} rounds: nothing lost, nothing doubled, all in order`, async () => {
    console.log(`      ${size.rounds} rounds: ${countsInWords(await unnamed)}`)
  })

  const outages: Readonly<Record<string, () => Promise<void>>> = {
    'the homeserver is killed': async () => {
      await world.synapse.kill()
      await world.synapse.startAgain()
    },
    'the database is restarted': () => world.postgres.restart(),
    'the IRC server is killed': () => crashNetwork('irc'),
    'the XMPP server is killed': () => crashNetwork('xmpp'),
    'Slack cannot be reached': () => crashNetwork('slack'),
  }
  const together = { [Object.keys(outages).join(', ')]: () => Promise.all(Object.values(outages).map((end) => end())) }
  // One after another they take a minute more, which belongs to the long run.
  for (const [title, happen] of Object.entries(isLong ? { ...together, ...outages } : together)) {
    it(`[I1] [I2] [I5] ${title}: nothing lost, nothing doubled, all in order`, async () => {
      const prefix = `o${letters[outageRounds++]}`
      const round = new Round(world, world.at(1), random.fork(), { seed, prefix, mayLeaveHalfRooms: true })
      // Handed on once, conversations outlast what happens.
      for (const agent of world.at(1).agents) agent.transfersPercent = 100
      try {
        await round.customersCome(size.customers, size.lines)
        await pause(random.between(500, 2500))
        await happen()
        console.log(`      ${countsInWords(await round.end(title))}`)
      } finally {
        await round.leave()
      }
    })
  }

  async function crashNetwork(type: NetworkType): Promise<void> {
    const noted = world.staffed.map(({ desk }) => desk.noteBreak(`the end of the server of ${type}`, type))
    await world.networks.find((network) => network.type === type)?.crash()
    for (const one of noted) one.backAt = Date.now()
  }

  async function endAtEach(staffed: StaffedDesk): Promise<Counts> {
    const { desk, agents } = staffed
    const round = new Round(world, staffed, random.fork(), { seed, prefix: 'n' })
    try {
      await desk.stop()
      for (const { point, network } of passesOver(world.networks)) {
        const isTalkative = point === 'network-send'
        for (const agent of agents) {
          agent.transfersPercent = point === 'kick' ? 100 : 0
          agent.lines = isTalkative ? { least: 5, most: 6 } : { least: 1, most: 3 }
        }
        const pass = passOf(point, network.type, random)
        await desk.start(pass)
        await round.customersCome(isTalkative ? 2 : 1, 5, [network])
        await desk.died(pass, pointMs)
      }
      await desk.start()
      return await round.end('every named point')
    } finally {
      await round.leave()
    }
  }

  async function endAtAnyMoment(staffed: StaffedDesk): Promise<Counts> {
    const all: Counts[] = []
    for (const agent of staffed.agents) agent.transfersPercent = 20
    for (const letter of letters.slice(0, size.rounds)) all.push(await oneRound(staffed, letter))
    return addUp(all)
  }

  async function oneRound(staffed: StaffedDesk, letter: string): Promise<Counts> {
    const { desk } = staffed
    const round = new Round(world, staffed, random.fork(), { seed, prefix: `r${letter}` })
    try {
      await round.customersCome(size.customers, size.lines)
      for (let end = 0; end < size.ends; end++) {
        await pause(random.between(50, 2500))
        await desk.kill()
        if (random.next() < 0.3) await desk.startAndKill(random.between(100, 2500))
        await desk.start()
      }
      return await round.end(`round ${letter}`)
    } finally {
      await round.leave()
    }
  }
})

/** Points where networks differ once on each; at the others the customers are of one network after another. */
function passesOver(networks: readonly CrashNetwork[]): readonly { point: PointOfTalk; network: CrashNetwork }[] {
  return pointsOfTalk.flatMap((point, index) =>
    networksOf(point, index, networks).map((network) => ({ point, network })),
  )
}

function networksOf(point: PointOfTalk, index: number, networks: readonly CrashNetwork[]): readonly CrashNetwork[] {
  if (point === 'network-send') return networks
  // Where nobody is told that a line has come in, it makes no difference whether it has.
  if (point.endsWith('-submit')) return networks.filter(({ type }) => !mayLose[type].includes('taken'))
  return [networks[index % networks.length] as CrashNetwork]
}

/** The bot passes the points of a user's registration first in every process; what happens often is met anywhere. */
function passOf(point: PointOfTalk, network: NetworkType, random: Random): string {
  switch (point) {
    case 'ghost-registration':
    case 'device':
      return `${point}:2`
    case 'before-submit':
    case 'after-submit':
      return `${point}@${network}:${random.between(1, 4)}`
    case 'before-commit':
    case 'after-commit':
      return `${point}:${random.between(1, 8)}`
    case 'send':
      return `${point}:${random.between(1, 6)}`
    case 'network-send':
      // Behind the greetings, where agents speak.
      return `${point}@${network}:${random.between(7, 9)}`
    case 'room-creation':
    case 'invite':
    case 'kick':
    case 'join':
      return point
  }
}
