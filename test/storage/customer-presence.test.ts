import assert from 'node:assert/strict'
import { createNetworkInbox } from '../../src/app/network-inbox.ts'
import type { RemoteChatId } from '../../src/core/ids.ts'
import { MatrixError } from '../../src/ports/matrix.ts'
import type { CustomerPresence } from '../../src/ports/network.ts'
import { waitFor } from '../support/wait-for.ts'
import { type Desk, mira, useDesk } from './support/desk.ts'

const chatOf = (name: string) => `loopback:${name}` as RemoteChatId
const lunch: CustomerPresence = { state: 'away', text: 'lunch' }

describe('the presence of customers', () => {
  const given = useDesk()
  const sees = (desk: Desk, name: string, presence: CustomerPresence) =>
    createNetworkInbox(desk.app, desk.network.id).presence(chatOf(name), presence)
  const shows = (desk: Desk, ...lines: readonly string[]) =>
    waitFor(lines.join(', '), () => desk.matrix.shown.length >= lines.length).then(() =>
      assert.deepEqual(desk.matrix.shown, lines),
    )

  it('[P19] [F3] is that of their ghost, once an agent has the conversation, and only what is new', async () => {
    const desk = given()
    await desk.withBilling()
    await desk.customerWrites('anna', 'my invoice is wrong')
    sees(desk, 'anna', lunch)
    sees(desk, 'stranger', lunch)
    await desk.quiet()
    assert.deepEqual(desk.matrix.shown, [], 'who waits is shown to nobody')
    assert.deepEqual(desk.app.presences.of(desk.network.id, chatOf('anna')), lunch)
    await desk.direct(mira, 'ready')
    const { room } = await desk.invitation(0)
    assert.deepEqual(desk.matrix.shown, [])
    await desk.becomes(mira, room, 'join', 'invite')
    const anna = desk.app.ghostLocalpart(desk.network.id, chatOf('anna'))
    const lines = [`${anna} unavailable: away: lunch`]
    await shows(desk, ...lines)
    sees(desk, 'anna', lunch)
    sees(desk, 'anna', { state: 'here' })
    await shows(desk, ...lines, `${anna} online`)
    await desk.network.person('anna').leave()
    await shows(desk, ...lines, `${anna} online`, `${anna} offline`)
    await desk.network.person('anna').comeBack()
    await shows(desk, ...lines, `${anna} online`, `${anna} offline`, `${anna} online`)
    await desk.asks(mira, room, '!close solved')
    sees(desk, 'anna', lunch)
    assert.equal(desk.app.presences.of(desk.network.id, chatOf('anna')), undefined, 'forgotten with the conversation')
  })

  it('[P19] is there from the start where nothing was seen, and in what the agent asks for', async () => {
    const desk = given()
    await desk.withBilling()
    await desk.withConversation('ben')
    await waitFor('ben to be shown', () => desk.matrix.shown.some((line) => line.endsWith(' online')))
    sees(desk, 'ben', { state: 'idle' })
    assert.match(await desk.direct(mira, 'status'), /active +ben, Loopback Libera; idle/m)
  })

  it('[P19] [F3] counts too when it is told with the first message, before that has opened a conversation', async () => {
    const desk = given()
    await desk.withBilling()
    const anna = desk.network.person('anna').write('my invoice is wrong')
    sees(desk, 'anna', lunch)
    await anna
    await desk.quiet()
    assert.deepEqual(desk.app.presences.of(desk.network.id, chatOf('anna')), lunch)
    sees(desk, 'stranger', lunch)
    assert.equal(desk.app.presences.of(desk.network.id, chatOf('stranger')), undefined)
  })

  it('[P19] [F4] is in the profile, beside who it is', async () => {
    const desk = given()
    await desk.withBilling()
    const { room } = await desk.withConversation('anna')
    assert.match(await desk.asks(mira, room, '!profile'), /^anna on Loopback Libera, anna\n/)
    sees(desk, 'anna', lunch)
    assert.match(await desk.asks(mira, room, '!profile'), /^anna on Loopback Libera, anna; away \(lunch\)\n/)
    await desk.network.person('anna').leave()
    await desk.quiet()
    assert.match(await desk.asks(mira, room, '!profile'), /^anna on Loopback Libera, anna; gone\n/)
  })

  it('[P19] a homeserver that takes none is asked once', async () => {
    const desk = given()
    let asked = 0
    desk.matrix.showPresence = async () => {
      asked += 1
      throw new MatrixError({ kind: 'refused', text: 'presence is off' })
    }
    await desk.withBilling()
    await desk.withConversation('anna')
    await waitFor('the first one', () => asked === 1)
    sees(desk, 'anna', lunch)
    await desk.quiet()
    assert.equal(asked, 1)
  })

  it('[P19] a customer who comes back while queued is placed anew by the rules', async () => {
    const desk = given()
    await desk.withBilling()
    await desk.customerWrites('carl', 'my invoice is wrong')
    const [waiting] = await desk.store.waiting([], 1)
    assert(waiting)
    const carl = desk.network.person('carl')
    await carl.leave()
    await carl.comeBack()
    await desk.quiet()
    const placements = (await desk.store.decisionsOf(waiting.conversation, 10)).flatMap(
      ({ placement }) => placement?.event ?? [],
    )
    assert.equal(placements[0], 'the customer came back')
  })

  it('[P19] who comes back while waiting stays in the queue that a person chose, until that is gone', async () => {
    const desk = given()
    await desk.withBilling()
    await desk.admin('queue add technical', 'rule publish "technical"')
    const { id, room } = await desk.withConversation('dora')
    await desk.asks(mira, room, '!transfer technical it is the router')
    const comesBack = async () => {
      await desk.network.person('dora').leave()
      await desk.network.person('dora').comeBack()
      await desk.quiet()
      const [waiting] = await desk.store.waiting([], 1)
      return `${waiting?.conversation} ${waiting?.queue}`
    }
    assert.equal(await comesBack(), `${id} technical`)
    await desk.admin('queue remove technical', 'rule publish "no more"')
    assert.equal(await comesBack(), `${id} billing`)
  })
})
