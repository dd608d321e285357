/** What an app may put into a message, as far as people see it. Slack's own names, also below. */
export type Block = Readonly<Record<string, unknown>> & { readonly type: string }

/** Slack's own description of a file. */
export interface SlackFile {
  readonly id: string
  readonly name: string
  readonly mimetype: string
  readonly size: number
  readonly mode: 'hosted' | 'external'
  readonly is_external: boolean
  readonly url_private: string
  readonly url_private_download?: string
}

export interface Post {
  readonly ts: string
  /** Who wrote it: a person, or our app's bot user. */
  readonly user: string
  readonly isBot: boolean
  text: string
  blocks: readonly Block[]
  readonly thread_ts?: string
  readonly username?: string
  readonly icon_url?: string
  readonly metadata?: unknown
  readonly files: readonly SlackFile[]
  readonly reactions: Map<string, Set<string>>
  isEdited: boolean
  isDeleted: boolean
}

export interface PersonOptions {
  readonly realName?: string
  readonly displayName?: string
  readonly locale?: string
  readonly timeZone?: string
  readonly guest?: 'multi-channel' | 'single-channel'
  /** Of another workspace, here by Slack Connect. */
  readonly stranger?: { readonly teamId: string }
  readonly enterprise?: { readonly id: string; readonly name: string }
  readonly isBot?: boolean
}

export interface Person extends PersonOptions {
  readonly id: string
  readonly name: string
  /** Their direct channel with the app. */
  readonly channel: string
  presence: 'active' | 'away'
  isDeactivated: boolean
  /** The view the app last published for them. */
  home: { readonly blocks: readonly Block[] } | undefined
}

/** A workspace with one app in it: people, their direct channels with the app, what was written there. */
export class Workspace {
  readonly teamId = 'T0STAND'
  readonly appId = 'A0STAND'
  readonly botUser = 'U0BOT'
  readonly botId = 'B0BOT'
  readonly people = new Map<string, Person>()
  /** By channel. */
  readonly posts = new Map<string, Post[]>()
  /** What the app shows as the status of threads, by their first message. */
  readonly statuses = new Map<string, string | undefined>()
  readonly #numbers = new Map<string, number>()
  #lastTs = 0

  join(name: string, options: PersonOptions = {}): Person {
    const id = this.nextId('U')
    const channel = this.nextId('D')
    const state = { presence: 'active' as const, isDeactivated: false, home: undefined }
    const person: Person = { ...options, id, name, channel, ...state }
    this.people.set(id, person)
    this.posts.set(channel, [])
    return person
  }

  personOf(channel: string): Person | undefined {
    return [...this.people.values()].find((person) => person.channel === channel)
  }

  nextId(kind: string): string {
    const number = (this.#numbers.get(kind) ?? 0) + 1
    this.#numbers.set(kind, number)
    return `${kind}${String(number).padStart(6, '0')}`
  }

  /** Slack's time stamps are the ids of messages: never the same twice. */
  nextTs(): string {
    this.#lastTs = Math.max(Date.now() * 1000, this.#lastTs + 1)
    const digits = String(this.#lastTs)
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`
  }

  add(channel: string, post: Pick<Post, 'user' | 'isBot' | 'text'> & Partial<Post>): Post {
    const made = { reactions: new Map(), isEdited: false, isDeleted: false }
    const whole: Post = { ts: this.nextTs(), blocks: [], files: [], ...made, ...post }
    this.posts.get(channel)?.push(whole)
    return whole
  }

  post(channel: string, ts: string): Post | undefined {
    return this.posts.get(channel)?.find((post) => post.ts === ts && !post.isDeleted)
  }
}
