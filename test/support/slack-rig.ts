import type { ContactId, NetworkId } from '../../src/core/ids.ts'
import { emojiName, emojiNamed } from '../../src/networks/slack/emoji.ts'
import { createSlackNetwork } from '../../src/networks/slack/index.ts'
import { botScopes } from '../../src/networks/slack/requirements.ts'
import type { SlackSettings } from '../../src/networks/slack/settings.ts'
import type { Network } from '../../src/ports/network.ts'
import { controlsOf, shownText } from '../servers/slack/shown.ts'
import type { SlackCustomer } from '../servers/slack/slack-customer.ts'
import { SlackServer, type SlackServerOptions } from '../servers/slack/slack-server.ts'
import type { Post } from '../servers/slack/workspace.ts'
import { silent } from './irc-rig.ts'
import type { Rig, RigCustomer, RigMaker, SeenMessage } from './network-rig.ts'
import { RecordingInbox } from './recording-inbox.ts'
import { waitFor } from './wait-for.ts'

export interface SlackRig extends Rig {
  readonly server: SlackServer
  person(name: string): SlackCustomer
}

export function startSlack(options: Partial<SlackServerOptions> = {}): Promise<SlackServer> {
  return SlackServer.start({ scopes: Object.keys(botScopes), ...options })
}

export function slackSettings(server: SlackServer, more: Partial<SlackSettings> = {}): SlackSettings {
  return {
    id: 'acme' as NetworkId,
    displayName: 'Acme',
    contact: { id: 'support' as ContactId, name: 'Help desk' },
    appToken: server.appToken,
    botToken: server.botToken,
    language: 'en',
    apiUrl: server.apiUrl,
    ...more,
  }
}

/** Our network, not connected yet. */
export function beginSlack(settings: SlackSettings, inbox = new RecordingInbox()) {
  const network: Network = createSlackNetwork(settings, { log: silent, clock: { now: Date.now }, random: Math.random })
  const control = new AbortController()
  const stopped = network.run(inbox, control.signal)
  const isUp = () => network.health().state === 'up'
  return {
    ...{ network, inbox, stopped },
    abort: () => control.abort(),
    comesUp: (timeoutMs = 10_000) =>
      waitFor('the connection', isUp, { timeoutMs, detail: () => JSON.stringify(network.health()) }),
    async [Symbol.asyncDispose]() {
      control.abort()
      await stopped
    },
  }
}

/** Our network in a workspace of its own, connected. */
export async function startSlackRig(
  settings: Partial<SlackSettings> = {},
  options: Partial<SlackServerOptions> = {},
): Promise<SlackRig> {
  const server = await startSlack(options)
  const begun = beginSlack(slackSettings(server, settings))
  await begun.comesUp()
  return {
    ...begun,
    server,
    person: (name) => server.customer(name),
    customer: (name) => Promise.resolve(customerOf(server.customer(name))),
    breakConnection: () => Promise.resolve(server.cut()),
    restoreConnection: () => Promise.resolve(server.restore()),
    async [Symbol.asyncDispose]() {
      await begun[Symbol.asyncDispose]()
      await server.stop()
    },
  }
}

/** A person as the suite plays them: messages are named by the text they had at first. */
function customerOf(slack: SlackCustomer): RigCustomer {
  const firstTexts = new Map<string, string>()
  const heard = () => slack.heard().flatMap((text) => text.split('\n'))
  const named = (text: string) => {
    const post = slack.posts.find((one) => (firstTexts.get(one.ts) ?? shownText(one)) === text)
    if (!post) throw new Error(`${slack.person.name} sees no message "${text}"`)
    return post.ts
  }
  const nameOf = (key: string) => emojiName(key) ?? key
  let next = 0
  return {
    ...{ name: slack.person.name, heard },
    write: (text) => void firstTexts.set(slack.write(text), text),
    leave: () => Promise.resolve(slack.shows('away')),
    comeBack: () => Promise.resolve(slack.shows('active')),
    hears: (pattern) =>
      waitFor(`${pattern}`, () => {
        const index = heard().findIndex((text, at) => at >= next && pattern.test(text))
        if (index >= 0) next = index + 1
        return heard()[index]
      }),
    sees: () => slack.posts.map(seenOf),
    edit: (text, to) => slack.edit(named(text), to),
    redact: (text) => slack.delete(named(text)),
    react: (text, key, removed) => slack.react(named(text), nameOf(key), removed),
    reply: (text, answered) => void slack.write(text, { thread: named(answered) }),
    choose(question, choice) {
      const post = slack.posts.find(({ blocks }) => blocks.some(({ block_id }) => block_id === `question:${question}`))
      if (!post) throw new Error(`${slack.person.name} is not asked for ${question}`)
      slack.press(choice, post)
    },
  }
}

function seenOf(post: Post): SeenMessage {
  const choices = controlsOf(post.blocks).map(({ label }) => label)
  return {
    from: post.isBot ? 'us' : 'them',
    text: shownText(post),
    isRedacted: post.isDeleted,
    reactions: [...post.reactions].filter(([, users]) => users.has('U0BOT')).map(([name]) => emojiNamed(name)),
    ...(post.username === undefined ? {} : { speaker: post.username }),
    ...(choices.length === 0 ? {} : { choices }),
    ...(post.files[0] ? { file: post.files[0].name } : {}),
  }
}

/** The same with somebody who has said hello. */
export async function startSlackRigWith(
  name: string,
): Promise<{ readonly rig: SlackRig; readonly person: SlackCustomer }> {
  const rig = await startSlackRig()
  const person = rig.person(name)
  person.write('hello')
  await rig.inbox.next('message')
  return { rig, person }
}

/** Slack keeps what happens while nobody is connected; here it does not, so that there is something to miss. */
export const slackRigMaker: RigMaker = {
  name: 'slack on a stand-in',
  knowsRepeats: true,
  keepsForAbsent: true,
  before: () => Promise.resolve(),
  after: () => Promise.resolve(),
  start: () => startSlackRig({ eventsKeptMs: 0 }, { keepsWhileAway: false }),
}
