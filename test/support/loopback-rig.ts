import type { ContactId, NetworkId, RemoteMessageId } from '../../src/core/ids.ts'
import { createLoopbackNetwork } from '../../src/networks/loopback/index.ts'
import type { LoopbackPerson } from '../../src/networks/loopback/loopback-network.ts'
import type { RigCustomer, RigMaker } from './network-rig.ts'
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
      customer: (name) => Promise.resolve(customerOf(network.person(name))),
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

function customerOf(person: LoopbackPerson): RigCustomer {
  let next = 0
  const heard = () => person.received.flatMap(({ text }) => text.split('\n'))
  return {
    ...{ name: person.name, heard, ...abilitiesOf(person) },
    write: (text) => void person.write(text),
    leave: () => person.leave(),
    comeBack: () => person.comeBack(),
    hears: (pattern) =>
      waitFor(`${pattern}`, () => {
        const index = heard().findIndex((text, at) => at >= next && pattern.test(text))
        if (index >= 0) next = index + 1
        return heard()[index]
      }),
  }
}

function abilitiesOf(person: LoopbackPerson): Partial<RigCustomer> {
  const first = new Map<RemoteMessageId, string>()
  const sees = () => {
    const shown = person.sees()
    for (const { remoteId, message } of shown) if (!first.has(remoteId)) first.set(remoteId, message.text)
    return shown
  }
  const idOf = (text: string) => {
    const found = sees().find(({ remoteId }) => first.get(remoteId) === text)
    if (!found) throw new Error(`there is no message "${text}"`)
    return found.remoteId
  }
  return {
    edit: (text, to) => void person.edit(idOf(text), to),
    redact: (text) => void person.redact(idOf(text)),
    react: (text, key, removed) => void person.react(idOf(text), key, removed),
    reply: (text, answered) => void person.write(text, idOf(answered)),
    choose: (question, choice) => void person.choose(question, choice),
    type: (isTyping) => person.type(isTyping),
    seesTyping: () => person.seesTyping(),
    read: (text) => person.read(idOf(text)),
    sees: () =>
      sees().map(({ from, message, isRedacted, reactions, answers, speaker, choices, file }) => ({
        ...{ from, text: choices?.text ?? message.text, isRedacted, reactions },
        ...(answers && { answers: first.get(answers) ?? '' }),
        ...(speaker && { speaker }),
        ...(choices && { choices: choices.choices }),
        ...(file && { file }),
      })),
  }
}
