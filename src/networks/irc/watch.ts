import type { IrcMessage } from 'irc-framework'
import type { RemoteChatId } from '../../core/ids.ts'
import { encodeLine } from './encode.ts'
import { samePlace } from './identity.ts'
import type { Prefix } from './ids.ts'
import type { Known } from './roster.ts'
import { type Listener, lookFor, type Session } from './session.ts'
import { fitting, WatchList } from './watch-list.ts'

const lineBytes = 380
/** The first is watched at once; when many come, one line for all of them. */
const gatherMs = 500
const defaultPollMs = 10_000
/** So that looking after people never takes more than a part of what we may write. */
const pollMsPerLine = 8000
const defaultSeldomMs = 60_000

/** Somebody who is no customer, and what to do when they come or go. May be called again for what is so already. */
export interface Other {
  readonly appeared?: () => void
  readonly vanished?: () => void
  /** Their absence is no haste: asked by ISON once a minute. */
  readonly isSeldom?: true
}

/** Notices when people leave and come back: by MONITOR where the server has it and its list has room, by ISON for the others. */
export class Watch implements Listener {
  readonly #session: Session
  readonly #list: WatchList
  /** Nicks in each ISON not yet answered. */
  readonly #polls: (readonly string[])[] = []
  /** Nicks of people who left that had a holder at the last look: looked at again only when they were free in between. */
  readonly #taken = new Set<string>()
  /** Further nicks to watch. */
  readonly #others = new Map<string, Other>()
  #askedSeldomAt = Number.NEGATIVE_INFINITY
  #isOrdered = false
  #timerOfOrder: NodeJS.Timeout | undefined
  #lastOrder = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined

  constructor(session: Session) {
    this.#session = session
    this.#list = new WatchList(session.server.monitorLimit)
    session.people.roster.onChange = () => this.sync()
    session.onEnd.add(() => this.#close())
    this.#plan(0)
    this.sync()
  }

  /** Whether nobody can have taken this nick without our hearing of it. */
  isSure(nick: string): boolean {
    return this.#list.isSure(this.#session.server.fold(nick))
  }

  /** The person who is here under this nick was seen just now. */
  see(nick: string): void {
    this.#list.see(this.#session.server.fold(nick))
  }

  /** Watches a nick that is nobody's we know. */
  watchOther(nick: string, other: Other): void {
    this.#others.set(this.#session.server.fold(nick), other)
    this.sync()
  }

  stopWatching(nick: string): void {
    this.#others.delete(this.#session.server.fold(nick))
    this.sync()
  }

  /** Orders what has to change on the server's list. */
  sync(): void {
    if (this.#isOrdered || this.#session.server.monitorLimit === 0) return
    const waitMs = Math.max(0, this.#lastOrder + gatherMs - this.#session.deps.clock.now())
    this.#isOrdered = true
    if (waitMs === 0) this.#order()
    else this.#timerOfOrder = setTimeout(() => this.#order(), waitMs)
  }

  handle({ command, params, nick, ident, hostname }: IrcMessage): void {
    if (command === 'PRIVMSG' || command === 'NOTICE') this.#seen({ nick, user: ident, host: hostname })
    if (command === '311') this.#seen({ nick: params[1] ?? '', user: params[2] ?? '', host: params[3] ?? '' })
    const targets = () => (params.at(-1) ?? '').split(',')
    if (command === '730') for (const target of targets()) this.#appeared(target)
    else if (command === '731') for (const target of targets()) this.#vanished(nickOf(target))
    else if (command === '734')
      this.#list.refuse((params[2] ?? '').split(',').map((name) => this.#session.server.fold(name)))
    else if (command === '303') this.#polled((params.at(-1) ?? '').split(' '))
    else if (command === 'QUIT' || command === 'NICK') this.#vanished(nick)
    else if (command === 'CHGHOST') this.#moved(nick, { user: params[0] ?? ident, host: params[1] ?? hostname })
    else if (command === 'AWAY') this.#showed({ nick, user: ident, host: hostname }, params[0] ?? '')
    else if (command === 'ACCOUNT') this.#signedIn(nick, params[0] ?? '*')
  }

  #seen(prefix: Prefix): void {
    const { people } = this.#session
    const holder = people.roster.holder(prefix.nick)
    if (holder && samePlace(prefix, holder, people.rules)) this.see(prefix.nick)
  }

  #wanted(): Set<string> {
    const { people, server } = this.#session
    const nicks = people.roster
      .all()
      .filter(({ open }) => open)
      .map(({ nick }) => server.fold(nick))
    return new Set([...this.#others.keys(), ...nicks])
  }

  #order(): void {
    this.#session.queue.add({ lane: 'monitor', priority: 'probe', render: () => this.#renderMonitor() })
  }

  #renderMonitor(): string | undefined {
    this.#isOrdered = false
    const change = this.#list.nextChange(this.#wanted(), lineBytes)
    if (!change) return undefined
    this.#lastOrder = this.#session.deps.clock.now()
    this.sync()
    return encodeLine('MONITOR', [change.sign, change.nicks.join(',')])
  }

  /** Where the mask is missing, the person has to be seen once more before we are sure that it is still them. */
  #appeared(target: string): void {
    const { people, server } = this.#session
    const nick = nickOf(target)
    const place = placeOf(target)
    this.#list.report(server.fold(nick))
    this.#others.get(server.fold(nick))?.appeared?.()
    const holder = people.roster.holder(nick)
    if (holder && place && !samePlace({ ...place, nick }, holder, people.rules)) this.#displace(holder)
    else if (place) this.#list.see(server.fold(nick))
    for (const person of people.roster.named(nick)) if (!person.here) this.#check(person.chat)
  }

  #displace(person: Known): void {
    const { people } = this.#session
    void people.inOrder(person.nick, () => people.leave(person.chat, 'Somebody else has the nick now.'))
  }

  #check(chat: RemoteChatId): void {
    void lookFor(this.#session, chat)
  }

  #vanished(nick: string): void {
    const { people, server } = this.#session
    const folded = server.fold(nick)
    this.#list.report(folded)
    this.#list.see(folded)
    this.#taken.delete(folded)
    this.#others.get(folded)?.vanished?.()
    const holder = people.roster.holder(nick)
    if (holder) void people.inOrder(nick, () => people.leave(holder.chat, ''))
  }

  #moved(nick: string, place: Omit<Prefix, 'nick'>): void {
    const holder = this.#session.people.roster.holder(nick)
    if (holder) this.#session.people.update(holder.chat, place)
  }

  /** Told of those on the server's list (extended-monitor), and of nobody else. */
  #showed(prefix: Prefix, text: string): void {
    const { people } = this.#session
    const holder = people.roster.holder(prefix.nick)
    if (holder && samePlace(prefix, holder, people.rules)) people.showed(holder.chat, text)
  }

  #signedIn(nick: string, account: string): void {
    const { people } = this.#session
    const holder = people.roster.holder(nick)
    if (holder && account !== '*' && holder.account === undefined) people.update(holder.chat, { account })
  }

  #plan(lines: number): void {
    this.#timer = setTimeout(
      () => this.#poll(),
      Math.max(this.#session.settings.pollMs ?? defaultPollMs, lines * pollMsPerLine),
    )
    this.#timer.unref()
  }

  /** Asks after those that MONITOR does not cover. */
  #poll(): void {
    const isDue = this.#isSeldomDue()
    let nicks = [...this.#wanted()].filter((nick) => !this.#list.isWatched(nick))
    nicks = nicks.filter((nick) => isDue || !this.#others.get(nick)?.isSeldom)
    let lines = 0
    for (; nicks.length > 0; lines++) {
      const asked = fitting(nicks, lineBytes)
      nicks = nicks.slice(asked.length)
      const render = () => {
        this.#polls.push(asked)
        return encodeLine('ISON', [asked.join(' ')])
      }
      this.#session.queue.add({ lane: 'ison', priority: 'probe', render })
    }
    this.#plan(lines)
  }

  #isSeldomDue(): boolean {
    const { deps, settings } = this.#session
    const isDue = deps.clock.now() - this.#askedSeldomAt >= (settings.seldomMs ?? defaultSeldomMs)
    if (isDue) this.#askedSeldomAt = deps.clock.now()
    return isDue
  }

  #polled(present: readonly string[]): void {
    const { people, server } = this.#session
    const here = new Set(present.map((nick) => server.fold(nick)))
    for (const nick of this.#polls.shift() ?? []) {
      if (!here.has(nick)) this.#vanished(nick)
      else this.#others.get(nick)?.appeared?.()
      if (here.has(nick) && !this.#taken.has(nick)) {
        const gone = people.roster.named(nick).filter((person) => !person.here)
        if (gone.length > 0) this.#taken.add(nick)
        for (const { chat } of gone) this.#check(chat)
      }
    }
  }

  #close(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#timerOfOrder)
    this.#session.people.roster.onChange = () => {}
  }
}

function nickOf(target: string): string {
  return target.split('!', 1)[0] ?? target
}

function placeOf(target: string): Omit<Prefix, 'nick'> | undefined {
  const [, user, host] = /^[^!]+!([^@]+)@(.+)$/.exec(target) ?? []
  return user === undefined || host === undefined ? undefined : { user, host }
}
