import type { RemoteMessageId } from '../../core/ids.ts'
import type { NetworkInbox } from '../../ports/network.ts'
import type { SlackApi } from './api.ts'
import { encodeAnswered } from './choices.ts'
import { emojiNamed } from './emoji.ts'
import type { Encoded } from './encode.ts'
import type { Home } from './home.ts'
import { chatId, isId, messageId, type SlackChat } from './ids.ts'
import { type Json, objectOf, someTextOf } from './json.ts'
import type { OwnFiles } from './own-files.ts'
import type { Pacer } from './pacer.ts'
import type { EventBody, People } from './people.ts'
import { readMessage, readWords } from './read-message.ts'
import type { Names } from './read-rich-text.ts'
import type { Received } from './received.ts'
import type { SlackDeps } from './settings.ts'

type Of<T extends Received['type']> = Extract<Received, { readonly type: T }>

export interface IntakeParts {
  readonly api: SlackApi
  readonly deps: SlackDeps
  readonly pacer: Pacer
  readonly people: People
  readonly home: Home
  readonly ownFiles: OwnFiles
  readonly inbox: NetworkInbox
  /** False when the program is ending and the event was not taken. */
  readonly commit: (event: EventBody) => Promise<boolean>
  readonly onRemoved: (code: string) => void
}

/** Hands what people do to the core, in order for each person. */
export class Intake {
  readonly #parts: IntakeParts
  readonly #names: Names

  constructor(parts: IntakeParts) {
    this.#parts = parts
    this.#names = { nameOf: (user) => parts.people.nameOf(user) }
  }

  /** True once it is committed, or when there is nothing to commit: Slack may forget it then. */
  take(received: Received): Promise<boolean> {
    const { people, ownFiles, onRemoved } = this.#parts
    if (received.type === 'start-pressed') return people.inOrder(received.user, () => this.#begin(received))
    if ('chat' in received) return people.inOrder(received.chat.user, () => this.#act(received))
    if (received.type === 'own-file') ownFiles.seen(received.file, received.ts)
    else onRemoved(received.code)
    return Promise.resolve(true)
  }

  async #act(received: Exclude<Received, Of<'own-file' | 'removed' | 'start-pressed'>>): Promise<boolean> {
    const { commit, home } = this.#parts
    const chat = chatId(received.chat)
    switch (received.type) {
      case 'message':
        return this.#message(received)
      case 'started':
        return this.#started(received)
      case 'chose':
        return this.#chose(received)
      case 'home':
        await home.opened(received.chat)
        return true
      case 'edited':
        return commit({
          type: 'edited',
          chat,
          ...idsOf(received),
          message: { kind: 'text', ...this.#words(received.message) },
        })
      case 'redacted':
        return commit({ type: 'redacted', chat, ...idsOf(received) })
      case 'reacted': {
        const { name, removed } = received
        return commit({ type: 'reacted', chat, ...idsOf(received), key: emojiNamed(name), removed })
      }
    }
  }

  async #message({ chat, ts, message }: Of<'message'>): Promise<boolean> {
    const { people, commit } = this.#parts
    const user = await people.lookUp(chat.user, chat.team)
    if (user.isBot) return true
    const id = messageId(chat.team, chat.channel, ts)
    const before = people.get(chatId(chat))
    // Whoever goes on in a thread answers its beginning once, not with every line.
    const isNewThread = chat.thread !== undefined && chat.thread !== ts && chat.thread !== before?.thread
    const answers = isNewThread ? { answers: messageId(chat.team, chat.channel, chat.thread ?? '') } : {}
    people.keep(chat)
    const sender = people.sender(chat, user)
    for (const [index, said] of readMessage(await this.#whole(message), this.#names).entries()) {
      const remoteId = (index === 0 ? id : `${id}#${index}`) as RemoteMessageId
      const first = index === 0 ? answers : {}
      if (!(await commit({ type: 'message', sender, remoteId, message: said, ...first }))) return false
    }
    return true
  }

  async #started({ chat, id, occasion }: Of<'started'>): Promise<boolean> {
    const { people, commit } = this.#parts
    const user = await people.lookUp(chat.user, chat.team)
    if (user.isBot) return true
    people.keep(chat)
    const remoteId = `${chat.team}/start/${id}` as RemoteMessageId
    return commit({ type: 'started', sender: people.sender(chat, user), remoteId, occasion })
  }

  /** On the home page nothing says in which channel they will write. */
  async #begin({ team, user, id }: Of<'start-pressed'>): Promise<boolean> {
    const { people } = this.#parts
    const opened = people.channelOf(user) ?? (await this.#openChannel(user))
    if (opened !== undefined)
      return this.#started({ type: 'started', chat: { team, user, channel: opened }, id, occasion: 'home' })
    return false
  }

  async #openChannel(user: string): Promise<string | undefined> {
    const refused = (error: unknown): Json => {
      this.#parts.deps.log.warn({ err: error, user }, 'Slack opens no channel')
      return {}
    }
    const { api, pacer } = this.#parts
    const run = () => api.call('conversations.open', { users: user })
    const call = {
      method: 'conversations.open',
      channel: `open ${user}`,
      priority: 'prompt',
      hasty: true,
      run,
    } as const
    const answer = await pacer.call(call).catch(refused)
    const channel = someTextOf(objectOf(answer['channel'])['id'])
    return isId(channel) ? channel : undefined
  }

  async #chose({ chat, id, question, choice, ts, message }: Of<'chose'>): Promise<boolean> {
    const { people, commit, deps } = this.#parts
    const user = await people.lookUp(chat.user, chat.team)
    people.keep(chat)
    const remoteId = `${chat.team}/chose/${id}` as RemoteMessageId
    const isTaken = await commit({ type: 'chose', sender: people.sender(chat, user), remoteId, question, choice })
    if (!isTaken) return false
    void this.#showAnswer(chat, ts, encodeAnswered(message, choice)).catch((error: unknown) => {
      deps.log.info({ err: error }, 'an answered question keeps its buttons')
    })
    return true
  }

  #showAnswer({ channel }: SlackChat, ts: string, answered: Encoded): Promise<unknown> {
    const { pacer, api } = this.#parts
    const run = () => api.call('chat.update', { channel, ts, ...answered, parse: 'none' })
    return pacer.call({ method: 'chat.update', channel, priority: 'prompt', hasty: true, run })
  }

  /** Files that come by Slack Connect must be asked for before anything is known of them. */
  async #whole(message: Json): Promise<Json> {
    const files = message['files']
    if (!Array.isArray(files)) return message
    const whole = files.map(async (file: unknown) => {
      const { file_access, id } = objectOf(file)
      if (file_access !== 'check_file_info') return file
      const answer = await this.#parts.api.call('files.info', { file: id }).catch((): Json => ({}))
      return { ...objectOf(file), ...objectOf(answer['file']) }
    })
    return { ...message, files: await Promise.all(whole) }
  }

  #words(message: Json) {
    return readWords(message, this.#names)
  }
}

function idsOf({ chat, id, ts }: { readonly chat: SlackChat; readonly id: string; readonly ts: string }) {
  return { remoteId: `event/${id}` as RemoteMessageId, target: messageId(chat.team, chat.channel, ts) }
}
