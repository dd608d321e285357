import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import type { EffectKey } from '../../src/core/ids.ts'
import { SlackApi } from '../../src/networks/slack/api.ts'
import { lookBack, TooMuchToLookAt } from '../../src/networks/slack/look-back.ts'
import type { Delivery } from '../../src/ports/network.ts'
import type { SlackCustomer } from '../servers/slack/slack-customer.ts'
import { deliveryTo } from '../support/network-rig.ts'
import { type SlackRig, startSlackRigWith } from '../support/slack-rig.ts'

describe('slack: a message that may have been sent before', function () {
  this.timeout(60_000)
  let rig: SlackRig
  let anna: SlackCustomer
  beforeEach(async () => {
    ;({ rig, person: anna } = await startSlackRigWith('anna'))
  })
  afterEach(() => rig[Symbol.asyncDispose]())

  const chatter = (count: number, thread?: string) => {
    const { workspace } = rig.server
    const post = {
      user: anna.person.id,
      isBot: false,
      text: 'and',
      ...(thread === undefined ? {} : { thread_ts: thread }),
    }
    for (let at = 0; at < count; at++) workspace.add(anna.person.channel, post)
  }
  const looks = (method: string) => rig.server.webApi.calls.filter((call) => call.method === method).length
  const repeat = (delivery: Delivery, repeatedSince: number) =>
    rig.network.send({ ...delivery, repeated: true, repeatedSince })
  const long = 'a word and another one. '.repeat(400)

  it('[I2] is found with all its parts, however much was said after it', async () => {
    const since = Date.now()
    const delivery = deliveryTo(rig.inbox, 'anna', long)
    const sent = await rig.network.send(delivery)
    const parts = anna.heard().length
    ok(parts > 1)
    chatter(450)
    deepEqual(await repeat(delivery, since), sent)
    equal(anna.heard().filter((said) => said !== 'and').length, parts)
    equal(looks('conversations.history'), 5)
  })

  it('[I2] is found in a long thread, which Slack tells from its beginning', async () => {
    const { remoteId } = await rig.network.send(deliveryTo(rig.inbox, 'anna', 'which one?'))
    const thread = remoteId?.split('/')[2] ?? ''
    chatter(250, thread)
    anna.write('this one', { thread })
    await rig.inbox.next('message', ({ message }) => message.text === 'this one')
    const delivery = deliveryTo(rig.inbox, 'anna', 'fine')
    await rig.network.send(delivery)
    await repeat(delivery, Date.now())
    equal(anna.heard().filter((said) => said === 'fine').length, 1)
  })

  it('[I2] is found in a thread too where it is the link of a file, and Slack did not say that it has it', async () => {
    const { remoteId } = await rig.network.send(deliveryTo(rig.inbox, 'anna', 'which one?'))
    anna.write('this one', { thread: remoteId?.split('/')[2] ?? '' })
    await rig.inbox.next('message', ({ message }) => message.text === 'this one')
    rig.server.faults.always('files.getUploadURLExternal', { error: 'file_uploads_disabled' })
    rig.server.faults.once('chat.postMessage', { cut: 'after' })
    const file = { url: 'mxc://hs/a', name: 'a.txt', kind: 'file' } as const
    const open = () => Promise.reject(new Error('not opened'))
    const link = 'https://files.example/a'
    const message = { kind: 'text', text: '', file } as const
    ok((await rig.network.send(deliveryTo(rig.inbox, 'anna', message, { file: { link, open } }))).remoteId)
    equal(anna.heard().filter((said) => said.includes(link)).length, 1)
  })

  it('[I1] is sent when it is not there, and only what came since is looked at', async () => {
    chatter(300)
    await repeat(deliveryTo(rig.inbox, 'anna', 'sent now'), Date.now() + 3_600_000)
    equal(anna.heard().at(-1), 'sent now')
    equal(looks('conversations.history'), 1)
  })

  it('[I2] is unknown where too much was said since', async () => {
    chatter(3001)
    const { person } = anna
    const chat = { team: rig.server.workspace.teamId, user: person.id, channel: person.channel }
    const api = new SlackApi(rig.server.botToken, rig.server.apiUrl)
    const sought = { key: '7:7:7' as EffectKey, parts: [0], since: Date.now() }
    await rejects(lookBack(api, chat, sought), TooMuchToLookAt)
    equal(looks('conversations.history'), 30)
  })
})
