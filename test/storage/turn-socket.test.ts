import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { TurnSocket } from '../../src/storage/turn-socket.ts'

describe('the socket to the database', () => {
  it('sends together what is written in one turn, whoever corks it meanwhile, and the rest later', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const socket = new TurnSocket()
    const sent: number[] = []
    const writev = socket._writev?.bind(socket)
    const counting: NonNullable<typeof writev> = (chunks, done) => {
      sent.push(chunks.length)
      writev?.(chunks, done)
    }
    Object.assign(socket, { _writev: counting })
    const connected = once(server, 'connection')
    socket.connect((server.address() as AddressInfo).port, '127.0.0.1')
    await once(socket, 'connect')
    const [received] = await connected
    const statement = (words: string) => {
      socket.cork()
      socket.write(words)
      socket.uncork()
    }
    statement('a')
    statement('b')
    socket.write('c')
    await new Promise((resolve) => setImmediate(resolve))
    statement('d')
    statement('e')
    await new Promise((resolve) => setImmediate(resolve))
    socket.end()
    server.close()
    assert.equal(await text(received), 'abcde')
    assert.deepEqual(sent, [3, 2])
  })
})
