import { setTimeout as pause } from 'node:timers/promises'
import { type KillPoint, killPoints } from '../../src/observe/kill-point.ts'
import { needServers } from '../servers/installed.ts'
import { type CrashWorld, openCrashWorld, type StaffedDesk } from './support/crash-world.ts'
import { Random, seedOfRun } from './support/random.ts'
import { Round } from './support/round.ts'

const isLong = process.env['SWITCHBOARD_TEST_LONG'] !== undefined
const rounds = isLong ? 20 : 5
const seed = seedOfRun()

describe(`kill -9 (SWITCHBOARD_SEED=${seed})`, () => {
  const random = new Random(seed)
  let world: CrashWorld

  before(async function () {
    this.timeout(120_000)
    needServers(this, 'synapse', 'inspircd')
    world = await openCrashWorld(['a', 'b', 'c'], random)
  })

  after(async function () {
    this.timeout(60_000)
    await world?.close()
  })

  it('[I1] [I2] [I5] at every named point: nothing lost, nothing doubled, all in order', async function () {
    this.timeout(120_000)
    const half = Math.ceil(killPoints.length / 2)
    const all = await Promise.allSettled([
      killAtEach(world, world.at(0), killPoints.slice(0, half)),
      killAtEach(world, world.at(1), killPoints.slice(half)),
      killAtRandom(world, world.at(2)),
    ])
    for (const one of all) if (one.status === 'rejected') console.log(one.reason)
    for (const one of all) if (one.status === 'rejected') throw one.reason
  })

  async function killAtEach(world: CrashWorld, staffed: StaffedDesk, points: readonly KillPoint[]): Promise<void> {
    const { desk, agents } = staffed
    const round = new Round(world, staffed, random.fork(), { seed, prefix: `k${desk.name}` })
    try {
      await desk.stop()
      for (const point of points) {
        const pass = passOf(point, random)
        await desk.start(pass)
        for (const agent of agents) agent.transfersPercent = point === 'kick' ? 100 : 0
        await round.customersCome(1, 5)
        await desk.died(pass, 30_000)
      }
      await desk.start()
      await round.end('named points')
    } finally {
      await round.leave()
    }
  }

  async function killAtRandom(world: CrashWorld, staffed: StaffedDesk): Promise<void> {
    for (let number = 1; number <= rounds; number++) {
      const round = new Round(world, staffed, random.fork(), {
        seed,
        prefix: `r${staffed.desk.name}${'abcdefghijklmnopqrstuvwxyz'[number]}`,
      })
      await round.customersCome(3, isLong ? 30 : 8)
      await pause(random.between(100, 3000))
      await staffed.desk.kill()
      await staffed.desk.start()
      await round.end(`round ${number}`)
    }
  }
})

/** The bot passes the points of a user's registration first in every process; what happens often is met anywhere. */
function passOf(point: KillPoint, random: Random): string {
  switch (point) {
    case 'ghost-registration':
    case 'device':
      return `${point}:2`
    case 'before-commit':
    case 'after-commit':
      return `${point}:${random.between(1, 8)}`
    case 'send':
    case 'network-send':
      return `${point}:${random.between(1, 6)}`
    case 'room-creation':
    case 'invite':
    case 'kick':
    case 'join':
      return point
  }
}
