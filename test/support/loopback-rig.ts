import type { ContactId, NetworkId } from '../../src/core/ids.ts'
import { createLoopbackNetwork } from '../../src/networks/loopback/index.ts'
import type { RigMaker } from './network-rig.ts'
import { RecordingInbox } from './recording-inbox.ts'
import { waitFor } from './wait-for.ts'

export const loopbackRigMaker: RigMaker = {
  name: 'loopback',
  knowsRepeats: true,
  before: () => Promise.resolve(),
  after: () => Promise.resolve(),
  start() {
    const inbox = new RecordingInbox()
    const settings = { id: 'memory' as NetworkId, displayName: 'Memory', contact: 'support' as ContactId }
    const network = createLoopbackNetwork(settings, { now: Date.now })
    const control = new AbortController()
    const stopped = network.run(inbox, control.signal)
    return Promise.resolve({
      ...{ network, inbox, stopped },
      customer(name) {
        const person = network.person(name)
        let next = 0
        const heard = () => person.received.flatMap(({ text }) => text.split('\n'))
        return Promise.resolve({
          ...{ name, heard },
          write: (text) => void person.write(text),
          leave: () => person.leave(),
          comeBack: () => person.comeBack(),
          hears: (pattern) =>
            waitFor(`${pattern}`, () => {
              const index = heard().findIndex((text, at) => at >= next && pattern.test(text))
              if (index >= 0) next = index + 1
              return heard()[index]
            }),
        })
      },
      breakConnection: () => Promise.resolve(network.cut()),
      restoreConnection: () => network.restore(),
      abort: () => control.abort(),
      async [Symbol.asyncDispose]() {
        control.abort()
        await stopped
      },
    })
  },
}
