import type { Matrix } from '../ports/matrix.ts'
import { path } from './client.ts'
import { type Home, userId } from './home.ts'

const typingMs = 30_000

/** What passes and leaves no event: that a ghost types, and how far it has read. */
export function createSigns(home: Home): Pick<Matrix, 'setTyping' | 'markRead'> {
  const { client } = home
  return {
    async setTyping(room, { localpart }, isTyping) {
      const as = userId(home, localpart)
      const address = path`/_matrix/client/v3/rooms/${room}/typing/${as}`
      const body = isTyping ? { typing: true, timeout: typingMs } : { typing: false }
      await client.call({ method: 'PUT', path: address, as, body })
    },
    async markRead(room, { localpart }, event) {
      const address = path`/_matrix/client/v3/rooms/${room}/receipt/m.read/${event}`
      await client.call({ method: 'POST', path: address, as: userId(home, localpart), body: {} })
    },
  }
}
