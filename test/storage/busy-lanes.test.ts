import assert from 'node:assert/strict'
import type { AgentId } from '../../src/core/ids.ts'
import { waitFor } from '../support/wait-for.ts'
import { directRoomOf, useDesk } from './support/desk.ts'

/** As many as are worked on at the same time towards the homeserver. */
const lanesAtOnce = 16

describe('effects while all who carry them out are busy', () => {
  const given = useDesk()

  it('[I1] are carried out as soon as one of them has ended, though nothing else comes', async () => {
    const desk = given()
    const people = Array.from({ length: lanesAtOnce + 1 }, (_, n) => `@person${n}:hs` as AgentId)
    for (const person of people) await desk.store.setDirectRoom(person, directRoomOf(person))
    await desk.quiet()
    const post = desk.matrix.postAsBot.bind(desk.matrix)
    const homeserverAnswers = Promise.withResolvers<void>()
    let begun = 0
    desk.matrix.postAsBot = async (...posted: Parameters<typeof post>) => {
      begun += 1
      await homeserverAnswers.promise
      return post(...posted)
    }
    const asks = (person: AgentId) => desk.says(person, directRoomOf(person), { msgtype: 'm.text', body: 'help' })
    for (const [n, person] of people.slice(0, lanesAtOnce).entries()) {
      await asks(person)
      await waitFor(`post ${n}`, () => begun === n + 1)
    }
    for (const person of people.slice(lanesAtOnce)) await asks(person)
    await waitFor('the last one to wait', async () => {
      const [row] = await desk.sql<{ count: string }>('SELECT count(*) FROM outbox')
      return Number(row?.count) === people.length
    })
    homeserverAnswers.resolve()
    await desk.quiet()
    assert.equal(begun, people.length)
  })
})
