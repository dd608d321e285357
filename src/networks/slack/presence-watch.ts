import type { CustomerPresence, NetworkInbox } from '../../ports/network.ts'
import type { SlackApi } from './api.ts'
import { chatId, type SlackChat } from './ids.ts'
import type { SlackDeps } from './settings.ts'

/** Slack tells no app who comes and goes, and takes about 50 questions a minute: one each two seconds is polite. */
const tickMs = 2000
const everyMs = 3 * 60_000

export interface PresenceParts {
  readonly api: SlackApi
  readonly deps: SlackDeps
  readonly inbox: NetworkInbox
  /** Those with an open conversation. */
  readonly chats: () => readonly SlackChat[]
}

/** Asks how those with open conversations are shown: at the beginning, then every few minutes. */
export class PresenceWatch {
  readonly #parts: PresenceParts
  readonly #askedAt = new Map<string, number>()
  readonly #told = new Map<string, CustomerPresence['state']>()
  readonly #timer: NodeJS.Timeout

  constructor(parts: PresenceParts) {
    this.#parts = parts
    this.#timer = setInterval(() => this.#next(), tickMs)
    this.#timer.unref()
  }

  /** Never rejects. */
  async ask(chat: SlackChat): Promise<void> {
    const { api, deps, inbox } = this.#parts
    const id = chatId(chat)
    this.#askedAt.set(id, deps.clock.now())
    try {
      const { presence } = await api.call('users.getPresence', { user: chat.user })
      const state = presence === 'active' ? 'here' : 'away'
      if (this.#told.get(id) === state) return
      this.#told.set(id, state)
      inbox.presence(id, { state })
    } catch (error) {
      deps.log.debug({ err: error, user: chat.user }, 'Slack does not tell whether somebody is there')
    }
  }

  forget(chat: string): void {
    this.#askedAt.delete(chat)
    this.#told.delete(chat)
  }

  end(): void {
    clearInterval(this.#timer)
  }

  #next(): void {
    const { chats, deps } = this.#parts
    const [oldest] = chats()
      .map((chat) => ({ chat, at: this.#askedAt.get(chatId(chat)) ?? 0 }))
      .toSorted((a, b) => a.at - b.at)
    if (oldest && deps.clock.now() - oldest.at >= everyMs) void this.ask(oldest.chat)
  }
}
