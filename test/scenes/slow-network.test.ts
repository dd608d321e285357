import assert from 'node:assert/strict'
import { stage } from '../support/scenes.ts'
import { waitFor } from '../support/wait-for.ts'

const contact = 'hotline' as const
const crowd = 40
const setUp = ['queue add general', 'rule default queue general']

describe('a network that takes only so many lines', () => {
  const { scene } = stage({ setUp, flood: { burst: 8, interval_ms: 400 } })

  scene("[I7] with a crowd to be greeted, an agent's first line leaves within three", async (world) => {
    const mira = await world.readyAgent('mira', 'queues general capacity 1')
    const anna = await world.customer('anna', { contact })
    anna.says('my invoice is wrong')
    const offer = await mira.isOffered()
    const names = Array.from({ length: crowd }, (_, index) => `newcomer${index}`)
    const others = await Promise.all(names.map((name) => world.customer(name, { contact })))
    for (const other of others) other.says('hello')
    const heard = () => others.reduce((sum, other) => sum + other.heard().length, 0)
    await waitFor('the first to be greeted', () => heard() > 0)
    const talk = await mira.accepts(offer)
    const before = heard()
    await talk.says('hi anna')
    await anna.hears('is here now')
    await anna.hears('hi anna')
    const overtook = heard() - before
    assert.ok(overtook <= 3, `${overtook} others came first`)
    assert.ok(heard() < crowd, 'the crowd still waits')
  })
})
