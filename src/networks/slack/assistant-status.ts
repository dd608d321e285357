import type { Delivery } from '../../ports/network.ts'
import type { SlackApi } from './api.ts'
import { chatId, type SlackChat } from './ids.ts'
import type { SlackDeps } from './settings.ts'
import { cleanText } from './units.ts'

/** Slack takes a status away after two minutes. */
const againMs = 100_000
const longestStatus = 100
const mostShown = 5000

interface Shown {
  readonly chat: SlackChat
  readonly text: string
  readonly timer: NodeJS.Timeout
}

/** How far somebody who waits has come, as the status of the assistant in their thread: until somebody speaks to them. */
export class AssistantStatus {
  readonly #api: Pick<SlackApi, 'call'>
  readonly #deps: Pick<SlackDeps, 'log'>
  readonly #shown = new Map<string, Shown>()

  constructor(api: Pick<SlackApi, 'call'>, deps: Pick<SlackDeps, 'log'>) {
    this.#api = api
    this.#deps = deps
  }

  /** They were told something. Where they stand in the line is the status, anything else ends it. */
  told(chat: SlackChat, { priority, message }: Pick<Delivery, 'priority' | 'message'>): void {
    this.forget(chatId(chat))
    const text = cleanText(message.text)
      .replace(/[<>\s]+/g, ' ')
      .trim()
      .slice(0, longestStatus)
      .toWellFormed()
    if (priority === 'position' && chat.thread !== undefined && text !== '') this.#show(chat, text)
  }

  /** Nobody waits there any more. */
  forget(id: string): void {
    const shown = this.#shown.get(id)
    if (!shown) return
    this.#drop(id, shown)
    this.#set(shown.chat, '')
  }

  /** Slack takes away what is still shown. */
  end(): void {
    for (const [id, shown] of this.#shown) this.#drop(id, shown)
  }

  #show(chat: SlackChat, text: string): void {
    const id = chatId(chat)
    const timer = setInterval(() => this.#set(chat, text), againMs)
    timer.unref()
    this.#shown.set(id, { chat, text, timer })
    const [oldest] = this.#shown.size > mostShown ? this.#shown : []
    if (oldest) this.#drop(...oldest)
    this.#set(chat, text)
  }

  #drop(id: string, { timer }: Shown): void {
    clearInterval(timer)
    this.#shown.delete(id)
  }

  /** Nice to have: where Slack does not take it, the message says the same. */
  #set({ channel, thread }: SlackChat, status: string): void {
    const args = { channel_id: channel, thread_ts: thread, status }
    this.#api.call('assistant.threads.setStatus', args).catch((error: unknown) => {
      this.#deps.log.debug({ err: error }, 'Slack does not take the status of a thread')
    })
  }
}
