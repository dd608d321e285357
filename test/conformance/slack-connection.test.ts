import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { lookAtSlack } from '../../src/networks/slack/index.ts'
import { botScopes } from '../../src/networks/slack/requirements.ts'
import { DeliveryError, type RemoteEvent } from '../../src/ports/network.ts'
import type { Fault } from '../servers/slack/faults.ts'
import { deliveryTo } from '../support/network-rig.ts'
import { RecordingInbox } from '../support/recording-inbox.ts'
import { beginSlack, slackSettings, startSlack, startSlackRig } from '../support/slack-rig.ts'
import { waitFor } from '../support/wait-for.ts'

const isFailure = (kind: string) => (error: unknown) => error instanceof DeliveryError && error.failure.kind === kind

/** Takes what it is given only once it may. */
class SlowInbox extends RecordingInbox {
  #take: () => void = () => {}
  readonly #opened = new Promise<void>((resolve) => {
    this.#take = resolve
  })
  readonly waiting: RemoteEvent[] = []

  override async submit(event: RemoteEvent): Promise<void> {
    this.waiting.push(event)
    await this.#opened
    await super.submit(event)
  }

  takeAll(): void {
    this.#take()
  }
}

describe('slack: what ends the connection for good', function () {
  this.timeout(30_000)

  for (const [what, method, error, text, remedy] of [
    ['a wrong bot token', 'auth.test', 'invalid_auth', /does not know the token/, /bot_token/],
    ['a revoked token', 'auth.test', 'token_revoked', /was revoked/, /Install the app/],
    ['an app that was removed', 'auth.test', 'account_inactive', /was removed/, /Install the app/],
    ['a wrong app token', 'apps.connections.open', 'invalid_auth', /does not know the token/, /app_token/],
    [
      'an app token without its scope',
      'apps.connections.open',
      'missing_scope',
      /connections:write/,
      /app-level token/,
    ],
  ] as const) {
    it(`${what}, with a remedy, and the doctor says it`, async () => {
      await using server = await startSlack()
      server.faults.always(method, { error })
      await using begun = beginSlack(slackSettings(server))
      await begun.stopped
      const trouble = await begun.inbox.next('trouble')
      match(trouble.text, text)
      match(trouble.remedy, remedy)
      equal(begun.network.health().state, 'stopped')
      match(begun.network.health().text, remedy)
      const seen = await lookAtSlack(slackSettings(server))
      ok('refusal' in seen)
      match(seen.refusal.text, text)
      equal(server.webApi.calls.filter((call) => call.method === method).length, 2)
    })
  }

  it('the app is uninstalled, or its token revoked, while we are connected', async () => {
    for (const event of [{ type: 'app_uninstalled' }, { type: 'tokens_revoked', tokens: { bot: ['U0BOT'] } }]) {
      await using rig = await startSlackRig()
      const anna = rig.person('anna')
      anna.write('hello')
      await rig.inbox.next('message')
      rig.server.tell({ type: 'tokens_revoked', tokens: { oauth: ['U999'], bot: ['U998'] } })
      anna.write('still there?')
      await rig.inbox.next('message', ({ message }) => message.text === 'still there?')
      rig.server.tell(event)
      await rig.stopped
      match((await rig.inbox.next('trouble')).remedy, /Install the app/)
      await rejects(rig.network.send(deliveryTo(rig.inbox, 'anna', 'x')), isFailure('later'))
    }
  })

  it('a token that stops being valid in the middle: what was to be said waits', async () => {
    await using rig = await startSlackRig()
    rig.person('anna').write('hello')
    await rig.inbox.next('message')
    rig.server.faults.always('chat.postMessage', { error: 'token_revoked' })
    await rejects(rig.network.send(deliveryTo(rig.inbox, 'anna', 'x')), isFailure('later'))
    await rig.stopped
    equal(rig.inbox.all('trouble').length, 1)
  })
})

describe('slack: what is missing', function () {
  this.timeout(30_000)

  it('missing scopes are told once, each with what does not work, and the rest goes on', async () => {
    const scopes = Object.keys(botScopes).filter((scope) => !['chat:write.customize', 'files:write'].includes(scope))
    await using rig = await startSlackRig({}, { scopes })
    const anna = rig.person('anna')
    anna.write('hello')
    await rig.inbox.next('message')
    const link = 'https://help.example/media/a'
    const file = { url: 'mxc://hs/a', name: 'a.txt', kind: 'file' } as const
    const open = () => Promise.reject(new Error('not needed'))
    const message = { kind: 'text', text: 'see this', file } as const
    const more = { speaker: { name: 'Mira' }, file: { link, open } }
    await rig.network.send(deliveryTo(rig.inbox, 'anna', message, more))
    deepEqual(anna.heard(), ['[Mira] see this', `a.txt: ${link}`])
    const [trouble, ...others] = rig.inbox.all('trouble')
    match(trouble?.text ?? '', /chat:write\.customize \(agents' names.*files:write \(agents' files go as links\)/)
    equal(others.length, 0)
    const seen = await lookAtSlack(slackSettings(rig.server))
    ok('lacks' in seen)
    match(seen.lacks?.text ?? '', /files:write/)
  })

  it('a scope that is taken away later is noticed when it is needed', async () => {
    await using rig = await startSlackRig()
    const anna = rig.person('anna')
    anna.write('hello')
    await rig.inbox.next('message')
    rig.server.scopes.delete('chat:write.customize')
    await rig.network.send(deliveryTo(rig.inbox, 'anna', 'one', { speaker: { name: 'Mira' } }))
    await rig.network.send(deliveryTo(rig.inbox, 'anna', 'two', { speaker: { name: 'Mira' } }))
    deepEqual(anna.heard(), ['[Mira] one', '[Mira] two'])
    equal(rig.inbox.all('trouble').length, 1)
  })
})

describe('slack: a connection that comes and goes', function () {
  this.timeout(60_000)

  it('[I1] Slack is told that we have an event only once it is stored, and tells it again until then', async () => {
    await using server = await startSlack({ ackTimeoutMs: 150 })
    const inbox = new SlowInbox()
    await using begun = beginSlack(slackSettings(server), inbox)
    await begun.comesUp()
    server.customer('anna').write('hello')
    await waitFor('the event to be told again', () => server.envelopes.deliveries > 1)
    equal(inbox.waiting[0]?.type, 'message')
    deepEqual(server.envelopes.acknowledged, [])
    inbox.takeAll()
    await waitFor('the acknowledgement', () => server.envelopes.acknowledged.length === 1)
    deepEqual(inbox.texts(), ['hello'])
  })

  it('[I2] an acknowledgement that is lost makes no second copy', async () => {
    await using rig = await startSlackRig({}, { ackTimeoutMs: 100 })
    rig.server.envelopes.hearsAcks = false
    const anna = rig.person('anna')
    anna.write('hello')
    await rig.inbox.next('message')
    await waitFor('the repeat', () => rig.server.envelopes.deliveries > 1)
    rig.server.envelopes.hearsAcks = true
    anna.write('and this')
    await rig.inbox.next('message', ({ message }) => message.text === 'and this')
    deepEqual(rig.inbox.texts(), ['hello', 'and this'])
  })

  it('[I2] the same message under another event is no second copy', async () => {
    await using rig = await startSlackRig()
    const anna = rig.person('anna')
    const ts = anna.write('hello')
    const { id: user, channel } = anna.person
    rig.server.tell({ type: 'message', channel, channel_type: 'im', user, text: 'hello', ts, event_ts: ts })
    anna.write('and this')
    await rig.inbox.next('message', ({ message }) => message.text === 'and this')
    deepEqual(rig.inbox.texts(), ['hello', 'and this'])
  })

  for (const reason of ['warning', 'refresh_requested'] as const) {
    it(`[I1] at Slack's ${reason} the next connection is there before the old one goes`, async () => {
      await using rig = await startSlackRig()
      const anna = rig.person('anna')
      const { envelopes } = rig.server
      const [old] = envelopes.links
      await waitFor('a connection of some age', () => rig.network.health().since < Date.now() - 150)
      envelopes.disconnect(reason)
      await waitFor('two connections', () => envelopes.links.size === 2)
      equal(rig.network.health().state, 'up')
      for (const text of ['one', 'two', 'three', 'four']) {
        anna.write(text)
        await rig.inbox.next('message', ({ message }) => message.text === text)
      }
      await waitFor('their acknowledgements', () => envelopes.waiting === 0)
      old?.close()
      await waitFor('one connection', () => envelopes.links.size === 1)
      equal(rig.network.health().state, 'up')
      deepEqual(rig.inbox.texts(), ['one', 'two', 'three', 'four'])
      equal(rig.inbox.all('gap').length, 0)
    })
  }

  it('[I1] what was written during a short break comes afterwards, and nobody is troubled with a gap', async () => {
    await using rig = await startSlackRig()
    const anna = rig.person('anna')
    anna.write('before')
    await rig.inbox.next('message')
    rig.server.cut()
    await waitFor('the loss', () => rig.network.health().state === 'down')
    anna.write('meanwhile')
    rig.server.restore()
    await rig.inbox.next('message', ({ message }) => message.text === 'meanwhile', { timeoutMs: 30_000 })
    equal(rig.inbox.all('gap').length, 0)
  })

  it('Socket Mode switched off is said, and it comes back by itself', async () => {
    await using rig = await startSlackRig()
    rig.server.faults.always('apps.connections.open', { status: 503 })
    rig.server.envelopes.disconnect('link_disabled')
    await waitFor('the loss', () => rig.network.health().state === 'down')
    match(rig.network.health().text, /Socket Mode is switched off/)
    rig.server.faults.always('apps.connections.open', undefined)
    await waitFor('it to come back', () => rig.network.health().state === 'up', { timeoutMs: 30_000 })
  })

  it('Slack that cannot be reached at the start is tried again', async () => {
    await using server = await startSlack()
    server.cut()
    await using begun = beginSlack(slackSettings(server))
    await waitFor('the failure', () => begun.network.health().state === 'down')
    await rejects(lookAtSlack(slackSettings(server)))
    server.restore()
    await begun.comesUp(30_000)
  })

  it('[I1] over a restart of ours chats and home pages are known', async () => {
    const rig = await startSlackRig()
    const anna = rig.person('anna')
    anna.write('hello')
    anna.openHome()
    await waitFor('the home page', () => anna.home())
    const { inbox } = rig
    rig.abort()
    await rig.stopped
    anna.person.home = undefined
    await using next = beginSlack(slackSettings(rig.server), inbox)
    await next.comesUp()
    await next.network.send(deliveryTo(inbox, 'anna', 'we are back'))
    deepEqual(anna.heard(), ['we are back'])
    await waitFor('the home page again', () => anna.home())
    await rig[Symbol.asyncDispose]()
  })
})

describe('slack: messages under way', function () {
  this.timeout(60_000)
  const failing = async (fault: Fault) => {
    const rig = await startSlackRig()
    const anna = rig.person('anna')
    anna.write('hello')
    await rig.inbox.next('message')
    rig.server.faults.once('chat.postMessage', fault)
    return { rig, anna }
  }

  it('[I2] an answer that is lost is looked for, and the message is there once', async () => {
    const { rig, anna } = await failing({ cut: 'after' })
    await using _ = rig
    const sent = await rig.network.send(deliveryTo(rig.inbox, 'anna', 'once'))
    equal(sent.acknowledged, true)
    ok(sent.remoteId)
    deepEqual(anna.heard(), ['once'])
  })

  for (const [what, fault] of [
    ['a call that breaks', { cut: 'before' }],
    ['trouble at Slack', { status: 502 }],
    ['an answer that says nothing', { error: 'internal_error' }],
  ] as const) {
    it(`[I2] after ${what} nobody knows, and it is said`, async () => {
      const { rig, anna } = await failing(fault)
      await using _ = rig
      await rejects(rig.network.send(deliveryTo(rig.inbox, 'anna', 'x')), isFailure('unknown'))
      deepEqual(anna.heard(), [])
    })
  }

  it('[I2] a repeat that cannot be looked up is unknown', async () => {
    const { rig } = await failing({ status: 500 })
    await using _ = rig
    rig.server.faults.always('conversations.history', { error: 'missing_scope', needed: 'im:history' })
    const delivery = { ...deliveryTo(rig.inbox, 'anna', 'x'), repeated: true }
    await rejects(rig.network.send(delivery), isFailure('unknown'))
  })

  it('what Slack refuses is refused in words', async () => {
    const { rig } = await failing({ error: 'user_disabled' })
    await using _ = rig
    await rejects(rig.network.send(deliveryTo(rig.inbox, 'anna', 'x')), /refused: Slack answered: user disabled/)
  })

  it('[I5][I7] too many messages: Slack says how long to wait, the order stays, and others do not wait', async () => {
    const { rig, anna } = await failing({ retryAfter: 2 })
    await using _ = rig
    const ben = rig.person('ben')
    ben.write('hello')
    await rig.inbox.next('message', ({ sender }) => sender.customer.name === 'ben')
    const startedAt = Date.now()
    const first = rig.network.send(deliveryTo(rig.inbox, 'anna', 'first'))
    await waitFor('the refusal', () => rig.server.webApi.calls.some(({ method }) => method === 'chat.postMessage'))
    const position = deliveryTo(rig.inbox, 'anna', 'second', { priority: 'position' })
    const second = rig.network.send(position)
    await rig.network.send(deliveryTo(rig.inbox, 'ben', 'to ben'))
    ok(Date.now() - startedAt < 1500)
    await Promise.all([first, second])
    ok(Date.now() - startedAt >= 2000)
    deepEqual(anna.heard(), ['first', 'second'])
  })
})
