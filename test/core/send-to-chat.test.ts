import assert from 'node:assert/strict'
import { type ChatSender, sendToChat } from '../../src/app/effects/send-to-chat.ts'
import type { EffectKey } from '../../src/core/ids.ts'
import type { Message } from '../../src/core/message/message.ts'
import { visibleText } from '../../src/core/message/visible-text.ts'
import { createLoopbackNetwork } from '../../src/networks/index.ts'
import type { Delivery, Network } from '../../src/ports/network.ts'
import { inStatus } from '../support/conversation-samples.ts'

const file = { url: 'mxc://hs/a', name: 'a.png', kind: 'image' } as const
const download = () => Promise.reject(new Error('nothing is opened here'))
const link = 'https://files.example/a.png'

/** What reaches a network that has neither files nor replies. */
async function degraded(message: Message): Promise<Message> {
  const { conversation } = inStatus('active')
  const loopback = createLoopbackNetwork(
    { id: conversation.network, displayName: 'Libera', contact: conversation.contact, carries: 'text' },
    { now: Date.now },
  )
  const sent: Message[] = []
  const network: Network = Object.assign(loopback, {
    send: async (delivery: Delivery) => {
      sent.push(delivery.message)
      return { acknowledged: true }
    },
  })
  const sender: ChatSender = { network, publicLink: () => link, linkMs: 60_000, now: () => 0, download }
  const chat = { conversation, chat: conversation.chat, address: '', key: '7:9:0' as EffectKey }
  await sendToChat({ ...chat, message, priority: 'agent', hasty: false, repeated: false, createdAt: 0 }, sender)
  assert.equal(sent.length, 1)
  return sent[0] as Message
}

describe('a message for a network that cannot show all of it', () => {
  const line = `(Tom sent a picture, a.png: ${link} , valid for 1 minute)`

  it('has a file as a link, said to be of its author', async () => {
    assert.deepEqual(await degraded({ kind: 'text', text: '', author: 'Tom', file }), { kind: 'text', text: line })
    const [unnamed] = [await degraded({ kind: 'text', text: '', file })]
    assert.match(unnamed.text, /^\(An agent sent a picture/)
  })

  it('keeps what was said with the file and what it answers', async () => {
    const replyTo = { author: 'anna', text: 'which button?\nthis one?' }
    const rich = [
      { type: 'text', text: '[Tom] ' },
      { type: 'styled', style: 'bold', children: [{ type: 'text', text: 'here' }] },
    ] as const
    const message = await degraded({ kind: 'text', text: '[Tom] here', rich, author: 'Tom', file, replyTo })
    assert.equal(message.text, `> which button?\n${line}\n[Tom] here`)
    assert.equal(visibleText(message.rich ?? []), message.text)
    assert.equal(message.file, undefined)
  })
})
