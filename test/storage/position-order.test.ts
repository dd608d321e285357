import assert from 'node:assert/strict'
import type { Delivery } from '../../src/ports/network.ts'
import { waitFor } from '../support/wait-for.ts'
import { mira, useDesk } from './support/desk.ts'

const positions = `SELECT count(*)::integer AS waiting FROM outbox WHERE lane LIKE 'position:%'`

describe('a place in the line', () => {
  const desk = useDesk()

  it('says whether nobody is there or all are busy', async () => {
    await desk().withBilling()
    await desk().customerWrites('ben', 'my invoice is wrong')
    assert.match(
      desk().textsTo('ben').at(-1) ?? '',
      /^Nobody is there for billing at the moment\. You are next in line\. /,
    )
    for (let time = 0; time < 2; time += 1) await desk().customerWrites('ben', 'cancel')
    await desk().admin('agent set @mira:hs capacity 1')
    await desk().withConversation('carl')
    await desk().customerWrites('dora', 'mine too')
    assert.match(desk().textsTo('dora').at(-1) ?? '', /^You are next in line for billing/)
  })

  it('[I5] is told after what led to it, however slowly that goes out', async () => {
    await desk().withBilling()
    const { room } = await desk().withConversation('anna')
    await desk().quiet()
    const { network } = desk()
    const send = network.send.bind(network)
    const isThere = async () => (await desk().sql<{ waiting: number }>(positions))[0]?.waiting === 1
    const slowly = async (delivery: Delivery) => {
      if (delivery.priority === 'prompt') {
        await waitFor('the place in the line', isThere)
        for (let trip = 0; trip < 30 && (await isThere()); trip++);
      }
      return send(delivery)
    }
    Object.assign(network, { send: slowly })
    await desk().asks(mira, room, '!transfer billing she asked for somebody else')
    await waitFor('both', () => desk().textsTo('anna').length >= 5)
    assert.match(desk().textsTo('anna').at(-2) ?? '', /handing you over to billing/)
    assert.match(desk().textsTo('anna').at(-1) ?? '', /^You are next in line for billing/)
  })
})
