import type { ContactState, NetworkInbox, Watcher } from '../../ports/network.ts'
import type { SlackApi } from './api.ts'
import type { ApiFailure } from './api-failure.ts'
import { homeView, languageOf } from './home-view.ts'
import { chatId, isId, type SlackChat } from './ids.ts'
import type { Pacer } from './pacer.ts'
import type { People } from './people.ts'
import { defaultHomesEveryMs, type SlackDeps, type SlackSettings } from './settings.ts'

/** Who opened their home page this long ago does not look at it any more. */
const openMs = 24 * 60 * 60_000
const mostOpen = 5000
const mostPast = 5

export interface HomeParts {
  readonly settings: SlackSettings
  readonly deps: SlackDeps
  readonly api: SlackApi
  readonly pacer: Pacer
  readonly people: People
  readonly inbox: NetworkInbox
  readonly onFailure: (failure: ApiFailure) => void
}

interface Opened {
  readonly chat: SlackChat
  readonly at: number
  shown: string
}

/** The home pages of the app: how the desk stands, a button to begin, and one's own past conversations. On change only. */
export class Home {
  readonly #parts: HomeParts
  readonly #opened = new Map<string, Opened>()
  #state: ContactState | undefined
  #timer: NodeJS.Timeout | undefined
  #refreshedAt = Number.NEGATIVE_INFINITY
  #isEnded = false

  constructor(parts: HomeParts, state: ContactState | undefined) {
    this.#parts = parts
    this.#state = state
  }

  /** Who had it open when an earlier process ended. */
  adopt(watchers: readonly Watcher[], team: string): void {
    for (const { address } of watchers) {
      const [user, channel] = address.split('/')
      if (isId(user) && isId(channel)) this.#keep({ team, user, channel })
    }
    this.#schedule()
  }

  /** Resolves once it is stored that they look. */
  async opened(chat: SlackChat): Promise<void> {
    const shown = this.#keep(chat)
    await this.#parts.inbox.keepWatcher(this.#watcherOf(chat))
    void this.#publish(shown, true)
  }

  set(state: ContactState): void {
    this.#state = state
    this.#schedule()
  }

  end(): void {
    this.#isEnded = true
    clearTimeout(this.#timer)
  }

  #watcherOf({ user, channel }: SlackChat): Watcher {
    return { contact: this.#parts.settings.contact.id, address: `${user}/${channel}` }
  }

  #keep(chat: SlackChat): Opened {
    const opened = { chat, at: this.#parts.deps.clock.now(), shown: this.#opened.get(chat.user)?.shown ?? '' }
    this.#opened.delete(chat.user)
    this.#opened.set(chat.user, opened)
    const [oldest] = this.#opened.size > mostOpen ? this.#opened.values() : []
    if (oldest) this.#drop(oldest)
    return opened
  }

  #drop({ chat }: Opened): void {
    this.#opened.delete(chat.user)
    this.#parts.inbox.dropWatcher(this.#watcherOf(chat)).catch((error: unknown) => {
      this.#parts.deps.log.warn({ err: error }, 'who does not look any more could not be forgotten')
    })
  }

  #schedule(): void {
    if (this.#timer || this.#isEnded || this.#opened.size === 0) return
    const { settings, deps } = this.#parts
    const waitMs = Math.max(0, this.#refreshedAt + (settings.homesEveryMs ?? defaultHomesEveryMs) - deps.clock.now())
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#refresh()
    }, waitMs)
    this.#timer.unref()
  }

  #refresh(): void {
    const now = this.#parts.deps.clock.now()
    this.#refreshedAt = now
    for (const opened of [...this.#opened.values()]) {
      if (now - opened.at > openMs) this.#drop(opened)
      else void this.#publish(opened, false)
    }
  }

  /** `anew`: also when nothing has changed that we know of. Never rejects. */
  async #publish(opened: Opened, anew: boolean): Promise<void> {
    const { api, pacer, deps, onFailure } = this.#parts
    const { user, channel } = opened.chat
    try {
      const view = await this.#viewFor(opened.chat)
      const shown = JSON.stringify(view)
      if (shown === opened.shown && !anew) return
      opened.shown = shown
      const run = () => api.call('views.publish', { user_id: user, view })
      await pacer.call({ method: 'views.publish', channel: `home ${channel}`, priority: 'position', hasty: false, run })
    } catch (error) {
      opened.shown = ''
      deps.log.warn({ err: error, user }, 'a home page could not be shown')
      if (isApiFailure(error)) onFailure(error)
    }
  }

  async #viewFor(chat: SlackChat) {
    const { settings, people, inbox } = this.#parts
    const [user, past] = await Promise.all([people.lookUp(chat.user, chat.team), inbox.pastOf(chatId(chat), mostPast)])
    return homeView({
      title: settings.contact.name,
      language: languageOf(user.locale, settings.language),
      locale: user.locale || settings.language,
      timeZone: user.facts.timeZone?.value,
      state: this.#state,
      past,
    })
  }
}

function isApiFailure(error: unknown): error is ApiFailure {
  return error instanceof Error && error.name === 'ApiFailure'
}
