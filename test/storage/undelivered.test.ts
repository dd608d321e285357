import assert from 'node:assert/strict'
import { createNetworkInbox } from '../../src/app/network-inbox.ts'
import type { EffectKey, RemoteChatId } from '../../src/core/ids.ts'
import { mira, useDesk } from './support/desk.ts'

describe('a message that the network gives back', () => {
  const given = useDesk()
  beforeEach(() => given().withBilling())

  it('[I2] is told in the room of its conversation, with its beginning and the reason', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    const inbox = createNetworkInbox(desk.app, desk.network.id)
    const told = () => desk.matrix.posted.filter(({ message }) => message.text.startsWith('Not delivered'))
    const back = (chat: string) =>
      inbox.submit({
        ...{ type: 'undelivered', network: desk.network.id, at: Date.now(), chat: chat as RemoteChatId },
        ...{
          key: '1:2:0' as EffectKey,
          excerpt: 'the money is on',
          from: 'agent',
          text: 'The server answered: forbidden.',
        },
      })
    await back('loopback:anna')
    await back('loopback:nobody')
    await desk.quiet()
    assert.deepEqual(
      told().map((post) => [post.room, post.message.text]),
      [[room, 'Not delivered ("the money is on"): the server answered: forbidden.']],
    )
    await desk.asks(mira, room, '!close solved')
    await back('loopback:anna')
    await desk.quiet()
    assert.equal(told().length, 1)
  })
})
