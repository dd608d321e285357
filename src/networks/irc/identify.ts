import type { IrcMessage } from 'irc-framework'
import type { AppProfile } from '../../core/identification/app-profile.ts'
import { readSoftware } from '../../core/identification/software-table.ts'
import type { RemoteChatId } from '../../core/ids.ts'
import { fact } from '../../ports/network.ts'
import { encodeLine } from './encode.ts'
import { samePrefix } from './identity.ts'
import { type Prefix, printAddress, showPrefix } from './ids.ts'
import { guessFromRealName } from './real-names.ts'
import { receive } from './receive.ts'
import type { Known } from './roster.ts'
import { type Listener, requestBarrier, type Session } from './session.ts'
import type { WhoisAnswer } from './whois.ts'

const longestValue = 200
/** Clients answer late when they are busy; later than this it is no answer to our question. */
const answerMs = 10 * 60_000

/** Who comes back and says nothing for so long writes with another program, or with one that is not asked any more. */
const silentMs = 60_000

interface Asked {
  readonly at: number
  whois: boolean
  version: boolean
  /** They had left and are back, so that the answer may be of another program. */
  readonly again: boolean
  silence?: NodeJS.Timeout
}

/** Asks what a customer's software is: WHOIS, which the server answers, and CTCP VERSION alone, which the client may answer. */
export class Identification implements Listener {
  readonly #session: Session
  readonly #asked = new Map<RemoteChatId, Asked>()
  /** Who they are to others, folded. */
  readonly #bots = new Set<string>()

  constructor(session: Session) {
    this.#session = session
    session.people.onReturn = (chat) => this.#askAgain(chat)
    session.onEnd.add(() => {
      session.people.onReturn = () => {}
      for (const { silence } of this.#asked.values()) clearTimeout(silence)
    })
  }

  /** Asks once per connection; those who are not here are not asked. */
  ask(chat: RemoteChatId): void {
    if (!this.#asked.has(chat)) this.#ask(chat, false)
  }

  #askAgain(chat: RemoteChatId): void {
    clearTimeout(this.#asked.get(chat)?.silence)
    this.#ask(chat, true)
  }

  #ask(chat: RemoteChatId, again: boolean): void {
    const { people, settings, deps } = this.#session
    const person = people.roster.get(chat)
    if (!person?.here) return
    const asked: Asked = { at: deps.clock.now(), whois: false, version: !settings.ctcpVersion, again }
    this.#asked.set(chat, asked)
    if (again && settings.ctcpVersion) {
      asked.silence = setTimeout(() => this.#wasSilent(chat), silentMs)
      asked.silence.unref()
    }
    if (settings.ctcpVersion) this.#askVersion(chat, person.nick, asked)
    void this.#askWhois(chat, person.nick, asked)
  }

  /** Whether WHOIS showed a bot. They answer to whatever we say, so nothing of theirs may be taken any more. */
  isBot(prefix: Prefix): boolean {
    return this.#bots.has(this.#session.server.fold(showPrefix(prefix)))
  }

  forget(chat: RemoteChatId): void {
    clearTimeout(this.#asked.get(chat)?.silence)
    this.#asked.delete(chat)
  }

  handle(line: IrcMessage): void {
    const { people, server, deps } = this.#session
    const received = receive(line, (nick) => server.isMe(nick))
    if (received?.type !== 'ctcp-reply' || received.name !== 'VERSION') return
    const person = people.roster.holder(received.from.nick)
    const asked = person && this.#asked.get(person.chat)
    if (!person || !asked || asked.version || !samePrefix(person, received.from, people.rules)) return
    if (deps.clock.now() - asked.at > answerMs) return
    this.#learnVersion(person, received.text, asked)
    this.#endIfDone(person.chat, person.nick, asked)
  }

  #learnVersion({ chat, nick }: Known, text: string, asked: Asked): void {
    const { people, deps } = this.#session
    const facts = versionFacts(text, deps.clock.now())
    const said = facts.raw?.value ?? ''
    // Over a restart of ours it is not known what they said before; the same again changes nothing.
    const isOther = asked.again && people.programs.get(chat) !== said
    clearTimeout(asked.silence)
    asked.version = true
    people.programs.set(chat, said)
    this.#learn(chat, nick, facts, { ...(isOther ? { anew: true } : {}) })
  }

  /** What the program was that they had before, nobody says any more. */
  #wasSilent(chat: RemoteChatId): void {
    const { people } = this.#session
    const [person, asked] = [people.roster.get(chat), this.#asked.get(chat)]
    if (!person || !asked || asked.version || !people.programs.delete(chat)) return
    this.#learn(chat, person.nick, {}, { anew: true })
  }

  #askVersion(chat: RemoteChatId, nick: string, asked: Asked): void {
    const { answers, people, queue } = this.#session
    const render = () => {
      if (!people.roster.get(chat)?.here) return undefined
      const label = answers.expect(nick, true, (answer) => {
        if (answer.type === 'refused') this.#noVersion(chat, nick, asked)
      })
      if (label === undefined) requestBarrier(this.#session)
      return encodeLine('PRIVMSG', [nick, '\x01VERSION\x01'], label)
    }
    queue.add({ lane: `probe:${chat}`, priority: 'probe', render })
  }

  /** The server does not let the question through: there will be no answer. */
  #noVersion(chat: RemoteChatId, nick: string, asked: Asked): void {
    clearTimeout(asked.silence)
    if (asked.again) this.#wasSilent(chat)
    asked.version = true
    this.#endIfDone(chat, nick, asked)
  }

  async #askWhois(chat: RemoteChatId, nick: string, asked: Asked): Promise<void> {
    const { whois, people, server, deps } = this.#session
    const found = await whois.askFacts(nick, 'probe')
    const person = people.roster.get(chat)
    if (found && person?.here && samePrefix(person, found, people.rules)) {
      if (found.isBot) this.#bots.add(server.fold(showPrefix(found)))
      const { realName, account = person.account } = found
      const learned = { ...(realName === undefined ? {} : { realName }), ...(account === undefined ? {} : { account }) }
      const updated = people.update(chat, learned)
      this.#learn(chat, nick, whoisFacts(found, deps.clock.now()), updated ? { address: printAddress(updated) } : {})
    }
    asked.whois = true
    this.#endIfDone(chat, nick, asked)
  }

  #learn(
    chat: RemoteChatId,
    nick: string,
    facts: AppProfile,
    more: { readonly address?: string; readonly anew?: boolean },
  ): void {
    const { people } = this.#session
    const event = { type: 'profile' as const, chat, facts, ...more }
    void people.inOrder(nick, () => people.commit(event))
  }

  #endIfDone(chat: RemoteChatId, nick: string, { whois, version }: Asked): void {
    const { people } = this.#session
    if (whois && version) void people.inOrder(nick, () => people.commit({ type: 'identified', chat }))
  }
}

function versionFacts(text: string, at: number): AppProfile {
  const raw = text.trim().slice(0, longestValue)
  if (raw === '') return {}
  const values = { raw, ...readSoftware(raw) }
  const facts = Object.entries(values).map(([name, value]) => [name, fact(value, 'CTCP VERSION', at, 'declared')])
  return Object.fromEntries(facts) as AppProfile
}

function whoisFacts(found: WhoisAnswer, at: number): AppProfile {
  const { realName, account, host, isBot, isSecure } = found
  const application = realName === undefined ? undefined : guessFromRealName(realName)
  return {
    host: fact(host.slice(0, longestValue), 'WHOIS 311', at, 'observed'),
    ...(realName ? { realName: fact(realName.slice(0, longestValue), 'WHOIS 311', at, 'observed') } : {}),
    ...(application ? { application: fact(application, 'real name in WHOIS', at, 'assumed') } : {}),
    ...(account === undefined ? {} : { account: fact(account.slice(0, longestValue), 'WHOIS 330', at, 'observed') }),
    ...(isSecure ? { secure: fact('TLS', 'WHOIS 671', at, 'observed') } : {}),
    ...(isBot ? { bot: fact('yes', 'WHOIS 335', at, 'observed') } : {}),
  }
}
