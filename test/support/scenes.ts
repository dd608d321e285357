import { needServers } from '../servers/installed.ts'
import { openWorld, type World, type WorldOptions } from './world.ts'

type Play = (world: World) => Promise<void>

/** More would only make each of them slow on two processors. */
const atOnce = 6

interface Stage {
  /** Adds a scene that is played at the same time as others, with people and a queue of its own. */
  readonly scene: (title: string, play: Play) => void
  /** Adds a scene that is played when all of those before it are over. */
  readonly sceneAlone: (title: string, play: Play) => void
}

/** Scenes on one world. To be called inside `describe`. */
export function stage(options: WorldOptions): Stage {
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
  const add = (title: string, end: () => Promise<void> | undefined): void => {
    it(title, function () {
      this.timeout(180_000)
      return end()
    })
  }
  return {
    scene: (title, play) => {
      plays.set(title, play)
      add(title, () => ends.get(title))
    },
    sceneAlone: (title, play) => add(title, () => play(world())),
  }
}

/** One world for all tests of this `describe`. After a failure it shows the end of what Switchboard logged. */
export function useWorld(options: WorldOptions): () => World {
  let opened: World | undefined
  before(async function () {
    this.timeout(120_000)
    needServers(this, 'synapse', 'inspircd', ...(options.xmpp ? ['prosody' as const] : []))
    opened = await openWorld(options)
  })
  afterEach(function () {
    if (this.currentTest?.state !== 'failed') return
    for (const [index, log] of (opened?.logs ?? []).entries()) {
      console.error(`Switchboard ${index + 1} logged:\n${worthReading(log)}`)
    }
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

/** What Switchboard logged, without what it logs all the time. */
function worthReading(log: string): string {
  const entries = log.split(/^(?=\[)/m)
  return entries.filter((entry, index) => !/^\S+ \S+ (DEBUG|INFO)/.test(entry) || index > entries.length - 8).join('')
}
