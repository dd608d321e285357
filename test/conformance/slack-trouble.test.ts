import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { Readable } from 'node:stream'
import type { EffectKey } from '../../src/core/ids.ts'
import { botScopes } from '../../src/networks/slack/requirements.ts'
import { type Change, type Delivery, DeliveryError, type Sent } from '../../src/ports/network.ts'
import { controlsOf } from '../servers/slack/shown.ts'
import type { SlackCustomer } from '../servers/slack/slack-customer.ts'
import { deliveryTo } from '../support/network-rig.ts'
import { type SlackRig, startSlackRig, startSlackRigWith } from '../support/slack-rig.ts'
import { waitFor } from '../support/wait-for.ts'

describe('slack: what stands in the way', function () {
  this.timeout(30_000)
  let rig: SlackRig
  let anna: SlackCustomer
  beforeEach(async () => {
    ;({ rig, person: anna } = await startSlackRigWith('anna'))
  })
  afterEach(() => rig[Symbol.asyncDispose]())

  const isFailure = (kind: string) => (error: unknown) => error instanceof DeliveryError && error.failure.kind === kind
  const speaker = { name: 'Mira' }
  const file = { url: 'mxc://hs/a', name: 'a.txt', kind: 'file' } as const
  const open = () => Promise.resolve({ stream: Readable.from(['abc']), contentType: 'text/plain', bytes: 3 })
  const withFile = (text: string, more: Partial<Delivery> = {}): Delivery =>
    deliveryTo(rig.inbox, 'anna', { kind: 'text', text, file }, { speaker, file: { open }, ...more })
  const change = ({ remoteId }: Sent): Change => {
    const { message: _message, ...toChat } = deliveryTo(rig.inbox, 'anna', '')
    ok(remoteId)
    return { ...toChat, target: remoteId }
  }
  const files = () => anna.posts.flatMap((post) => (post.isDeleted ? [] : post.files.map(({ name }) => name)))

  it('[P20] a file without words has its name under that of the agent; so a repeat is recognised', async () => {
    const delivery = withFile('')
    await rig.network.send(delivery)
    deepEqual(
      anna.posts.slice(-2).map(({ username, text }) => [username, text]),
      [
        ['Mira', 'a.txt'],
        [undefined, ''],
      ],
    )
    deepEqual(files(), ['a.txt'])
    await rejects(rig.network.send({ ...delivery, repeated: true }), isFailure('unknown'))
    await rig.network.send({ ...delivery, key: '7:7:7' as EffectKey, repeated: true })
    deepEqual(files(), ['a.txt', 'a.txt'])
  })

  it('[P20] new words beside a file leave the file; taken back, both are gone', async () => {
    const sent = await rig.network.send(withFile('look'))
    await rig.network.edit?.({ ...change(sent), message: { kind: 'text', text: 'look here', file } })
    deepEqual([anna.heard().includes('look here'), files()], [true, ['a.txt']])
    await rig.network.redact?.(change(sent))
    deepEqual([anna.heard().includes('look here'), files()], [false, []])
  })

  it('[I1] a file that Slack does not take now, and that has no link, waits', async () => {
    rig.server.faults.once('files.getUploadURLExternal', { error: 'token_revoked' })
    await rejects(rig.network.send(withFile('look')), isFailure('later'))
    deepEqual(anna.heard(), [])
  })

  it('[I5] where Slack says how long to wait before a file, a look back or an answered question, that is done', async () => {
    rig.server.faults.once('files.getUploadURLExternal', { retryAfter: 1 })
    await rig.network.send(withFile('look'))
    deepEqual(files(), ['a.txt'])
    rig.server.faults.once('conversations.history', { retryAfter: 1 })
    await rig.network.send({ ...deliveryTo(rig.inbox, 'anna', 'again'), repeated: true })
    equal(anna.heard().at(-1), 'again')
    rig.server.faults.once('chat.update', { retryAfter: 1 })
    const choices = { question: 'topic', text: 'Which?', choices: ['billing', 'technical'] }
    await rig.network.send(deliveryTo(rig.inbox, 'anna', 'Which?', { choices, priority: 'prompt' }))
    const asked = anna.posts.at(-1)
    ok(asked)
    anna.press('billing', asked)
    await waitFor('the answer in its place', () => controlsOf(asked.blocks).length === 0)
  })

  it('[I1] a look back that Slack cannot answer now is tried again', async () => {
    rig.server.faults.once('conversations.history', { status: 503 })
    const delivery = { ...deliveryTo(rig.inbox, 'anna', 'once'), repeated: true }
    await rejects(rig.network.send(delivery), isFailure('later'))
    await rig.network.send(delivery)
    equal(anna.heard().filter((said) => said === 'once').length, 1)
  })

  it('[I1] without the scope to write, what was to be said waits until it is given; health says what is missing', async () => {
    equal(rig.network.health().lacks, undefined)
    rig.server.scopes.delete('chat:write')
    const delivery = deliveryTo(rig.inbox, 'anna', 'patience')
    await rejects(rig.network.send(delivery), isFailure('later'))
    const { state, lacks } = rig.network.health()
    equal(state, 'up')
    match(lacks ?? '', /chat:write \(nothing can be written\).*Add the scopes/)
    rig.server.scopes.add('chat:write')
    await rig.network.send(delivery)
    deepEqual(anna.heard(), ['patience'])
    await waitFor('health to be whole again', () => rig.network.health().lacks === undefined)
  })

  it('what scopes are missing from the start stands in health too', async () => {
    const scopes = Object.keys(botScopes).filter((scope) => scope !== 'users:read')
    await using poor = await startSlackRig({}, { scopes })
    match(poor.network.health().lacks ?? '', /users:read \(customers have no names.*Add the scopes/)
  })

  it('[P11] who waits sees in an assistant thread how far they have come, until somebody speaks to them', async () => {
    const thread = anna.openThread()
    await rig.inbox.next('started')
    const status = () => rig.server.workspace.statuses.get(thread)
    await rig.network.send(deliveryTo(rig.inbox, 'anna', 'You are number 2 <in> line.', { priority: 'position' }))
    await waitFor('the status', () => status() === 'You are number 2 in line.')
    await rig.network.send(deliveryTo(rig.inbox, 'anna', 'Mira is here.', { priority: 'prompt' }))
    await waitFor('its end', () => status() === '')
    await rig.network.send(deliveryTo(rig.inbox, 'anna', 'You are number 1.', { priority: 'position' }))
    await waitFor('the status', () => status() === 'You are number 1.')
    rig.network.forget?.(rig.inbox.all('message')[0]!.sender.chat)
    await waitFor('its end', () => status() === '')
  })

  it('where Slack takes no status, the place in the line is said all the same', async () => {
    rig.server.faults.always('assistant.threads.setStatus', { error: 'invalid_thread_ts' })
    anna.openThread()
    await rig.inbox.next('started')
    await rig.network.send(deliveryTo(rig.inbox, 'anna', 'You are number 2.', { priority: 'position' }))
    deepEqual(anna.heard(), ['You are number 2.'])
  })

  it('[F5] Slack vouches for who writes', () => {
    equal(rig.inbox.all('message')[0]?.sender.vouched, true)
  })
})
