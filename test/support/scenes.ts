import { needServers } from '../servers/installed.ts'
import { openWorld, type World, type WorldOptions } from './world.ts'

type Play = (world: World) => Promise<void>

/** More would only make each of them slow on two processors. */
const atOnce = 6

/**
 * Scenes on one world that are played at the same time, each with people and a queue of its own. To be called inside
 * `describe`; answers how to add a scene.
 */
export function scenesSideBySide(options: WorldOptions): (title: string, play: Play) => void {
  const plays = new Map<string, Play>()
  const ends = new Map<string, Promise<void>>()
  const world = useWorld(options)
  before(() => {
    const waiting = [...plays]
    const settle = new Map([...plays.keys()].map((title) => [title, Promise.withResolvers<void>()]))
    for (const [title, { promise }] of settle) {
      promise.catch(() => {})
      ends.set(title, promise)
    }
    const playOn = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [title, play] = next
        await play(world()).then(settle.get(title)?.resolve, settle.get(title)?.reject)
      }
    }
    for (let lane = 0; lane < atOnce; lane++) void playOn()
  })
  return (title, play) => {
    plays.set(title, play)
    it(title, function () {
      this.timeout(100_000)
      return ends.get(title)
    })
  }
}

/** One world for all tests of this `describe`. After a failure it shows the end of what Switchboard logged. */
export function useWorld(options: WorldOptions): () => World {
  let opened: World | undefined
  before(async function () {
    this.timeout(120_000)
    needServers(this, 'synapse', 'inspircd')
    opened = await openWorld(options)
  })
  afterEach(function () {
    if (this.currentTest?.state === 'failed') console.error(opened?.switchboard.output.slice(-6000))
  })
  after(async function () {
    this.timeout(60_000)
    await opened?.close()
  })
  return () => {
    if (!opened) throw new Error('The world is not open.')
    return opened
  }
}
