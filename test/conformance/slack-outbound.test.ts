import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { Readable } from 'node:stream'
import { createEmulator } from 'emulate'
import type { EffectKey } from '../../src/core/ids.ts'
import { SlackApi } from '../../src/networks/slack/api.ts'
import { Deliveries } from '../../src/networks/slack/deliver.ts'
import { homeView } from '../../src/networks/slack/home-view.ts'
import { chatId, printAddress, type SlackChat } from '../../src/networks/slack/ids.ts'
import { introduce } from '../../src/networks/slack/introduce.ts'
import { type Json, listOf, objectOf, textOf } from '../../src/networks/slack/json.ts'
import { OwnFiles } from '../../src/networks/slack/own-files.ts'
import { Pacer } from '../../src/networks/slack/pacer.ts'
import { readUser } from '../../src/networks/slack/user.ts'
import type { Delivery, Sent } from '../../src/ports/network.ts'
import { freePort } from '../support/free-port.ts'
import { startSlack } from '../support/slack-rig.ts'

/** Something that answers as Slack's Web API does. */
interface Target {
  readonly apiUrl: string
  readonly token: string
  /** Somebody to write to. */
  readonly user: string
  close(): Promise<void>
}

async function standIn(): Promise<Target> {
  const server = await startSlack()
  const { person } = server.customer('anna')
  return { apiUrl: server.apiUrl, token: server.botToken, user: person.id, close: () => server.stop() }
}

async function emulator(): Promise<Target> {
  const token = 'xoxb-emulated'
  const port = await freePort()
  const users = [
    { name: 'anna', real_name: 'Anna Example' },
    { name: 'help', real_name: 'Help desk' },
  ]
  const seed = { tokens: { [token]: { login: 'help', scopes: [] } }, slack: { users } }
  const emulated = await createEmulator({ service: 'slack', port, seed })
  const apiUrl = `${emulated.url}/api/`
  const { members } = await new SlackApi(token, apiUrl).call('users.list')
  const user = textOf(listOf(members).find(({ name }) => name === 'anna')?.['id'])
  return { apiUrl, token, user, close: () => emulated.close() }
}

let count = 0

for (const [name, start] of [
  ['our stand-in', standIn],
  ['emulate', emulator],
] as const) {
  describe(`slack: what we ask of the Web API, on ${name}`, function () {
    this.timeout(30_000)
    let target: Target
    let api: SlackApi
    let chat: SlackChat
    let deliveries: Deliveries
    before(async () => {
      target = await start()
      api = new SlackApi(target.token, target.apiUrl)
      const opened = await api.call('conversations.open', { users: target.user })
      chat = { team: 'T1', user: target.user, channel: textOf(objectOf(opened['channel'])['id']) }
      const parts = {
        ownFiles: new OwnFiles(100),
        iconUrl: 'https://help.example/icon.png',
        may: () => true,
        onFailure() {},
      }
      const fileOrigins = [new URL(target.apiUrl).origin]
      const clock = { now: Date.now }
      deliveries = new Deliveries({ ...parts, api, fileOrigins, clock, pacer: new Pacer(clock) })
    })
    after(() => target.close())

    const toChat = () => ({
      ...{ chat: chatId(chat), address: printAddress(chat), key: `1:1:${++count}` as EffectKey },
      ...({ priority: 'agent', hasty: false, repeated: false } as const),
    })
    const send = (text: string, more: Partial<Delivery> = {}) =>
      deliveries.send(chat, { ...toChat(), message: { kind: 'text', text }, ...more })
    const tsOf = ({ remoteId }: Sent) => remoteId?.split('/')[2] ?? ''
    const messages = async (): Promise<readonly Json[]> =>
      listOf((await api.call('conversations.history', { channel: chat.channel, limit: 100 }))['messages'])
    const find = async (ts: string) => (await messages()).find((message) => message['ts'] === ts)

    it('who we are', async () => {
      const { own } = await introduce(api)
      match(own.team, /^T[A-Z0-9]+$/)
      match(own.user, /^[UW][A-Z0-9]+$/)
    })

    it('a message has its text, blocks, speaker and our mark', async () => {
      const sent = await send('a <b> & *c*', { speaker: { name: 'Mira' } })
      ok(sent.acknowledged)
      const message = await find(tsOf(sent))
      equal(message?.['text'], 'a &lt;b&gt; &amp; *c*')
      equal(message?.['username'], 'Mira')
      const [element] = listOf(objectOf(listOf(message?.['blocks'])[0])['elements'])
      deepEqual(
        listOf(element?.['elements']).map(({ type, text }) => [type, text]),
        [['text', 'a <b> & *c*']],
      )
    })

    it('[I2] a repeat finds the message by its mark, and sends no second one', async () => {
      const delivery = toChat()
      const message = { kind: 'text', text: 'said once' } as const
      const first = await deliveries.send(chat, { ...delivery, message })
      deepEqual(await deliveries.send(chat, { ...delivery, message, repeated: true }), first)
      equal((await messages()).filter(({ text }) => text === 'said once').length, 1)
      const other = await deliveries.send(chat, { ...toChat(), message, repeated: true })
      ok(other.remoteId !== first.remoteId)
    })

    it('[P20] a message is changed, and taken back, also twice', async () => {
      const sent = await send('the frist')
      const target = sent.remoteId
      ok(target)
      await deliveries.edit(chat, { ...toChat(), target, message: { kind: 'text', text: 'the first' } })
      equal((await find(tsOf(sent)))?.['text'], 'the first')
      await deliveries.redact(chat, { ...toChat(), target })
      await deliveries.redact(chat, { ...toChat(), target })
      equal(await find(tsOf(sent)), undefined)
    })

    it('[P20] a reaction is put and taken back, also twice', async () => {
      const sent = await send('react to this')
      const target = sent.remoteId
      ok(target)
      const react = (removed: boolean) => deliveries.react({ ...toChat(), target, reaction: '👍🏽', removed })
      for (const removed of [false, false, true, true]) ok((await react(removed)).acknowledged)
    })

    it('[P11] a question with choices is taken', async () => {
      const choices = { question: 'topic', text: 'What is it about?', choices: ['billing', 'technical'] }
      const message = await find(tsOf(await send('What is it about?  1 billing  2 technical', { choices })))
      const actions = listOf(message?.['blocks']).find(({ type }) => type === 'actions')
      deepEqual(
        listOf(actions?.['elements']).map(({ value }) => value),
        choices.choices,
      )
    })

    it('[P20] a file arrives with what was said, whether its length is known or not', async () => {
      for (const bytes of [3, undefined]) {
        const file = { url: 'mxc://hs/a', name: 'a.txt', kind: 'file' } as const
        const open = () =>
          Promise.resolve({
            stream: Readable.from([Buffer.from('abc')]),
            contentType: 'text/plain',
            ...(bytes ? { bytes } : {}),
          })
        const before = (await messages()).length
        const sent = await deliveries.send(chat, {
          ...toChat(),
          message: { kind: 'text', text: '', file },
          file: { open },
        })
        const all = await messages()
        equal(all.length, before + 1)
        const [{ size, name: shown } = {}] = listOf(all[0]?.['files'])
        deepEqual([size, shown], [3, 'a.txt'])
        if (sent.remoteId) equal(tsOf(sent), all[0]?.['ts'])
      }
    })

    it('[P12] somebody has a name, and a presence', async () => {
      const answer = await api.call('users.info', { user: target.user, include_locale: true })
      const user = readUser(objectOf(answer['user']), target.user, chat.team, 0)
      equal(user.name, 'anna')
      match(user.address, /^anna \(U/)
      const { presence } = await api.call('users.getPresence', { user: target.user })
      ok(presence === 'active' || presence === 'away')
    })

    it('[P15] a home page is taken', async () => {
      const texts = { title: 'Help desk', language: 'en', locale: 'en-GB', timeZone: undefined } as const
      const answer = await api.call('views.publish', {
        user_id: target.user,
        view: homeView({ ...texts, state: undefined, past: [] }),
      })
      equal(objectOf(answer['view'])['type'], 'home')
    })

    it('a channel that is not there is refused', async () => {
      const nowhere = { ...chat, channel: 'D0NOWHERE' }
      await rejects(
        deliveries.send(nowhere, { ...toChat(), message: { kind: 'text', text: 'x' } }),
        /refused: .*channel not found/,
      )
    })
  })
}
