import type { IrcMessage } from 'irc-framework'
import { say } from '../../core/text/say.ts'
import type { ContactState } from '../../ports/network.ts'
import { encodeLine } from './encode.ts'
import { receive } from './receive.ts'
import type { Listener, Session } from './session.ts'

/** Answers in any `windowMs`; what comes beyond is not answered at all. */
const most = { inWindow: 4, perPerson: 2, windowMs: 10_000 }
const mostRemembered = 1000

/** Answers the questions clients ask each other, and tells once that files cannot be sent this way. */
export class CtcpAnswers implements Listener {
  readonly #session: Session
  readonly #filesElsewhere: () => ContactState['filesElsewhere']
  #window = { since: 0, all: 0, byPerson: new Map<string, number>() }
  readonly #toldNoFiles = new Set<string>()

  constructor(session: Session, filesElsewhere: () => ContactState['filesElsewhere']) {
    this.#session = session
    this.#filesElsewhere = filesElsewhere
  }

  handle(line: IrcMessage): void {
    const received = receive(line, (nick) => this.#session.server.isMe(nick))
    if (received?.type !== 'ctcp-query') return
    const { from, name, argument } = received
    const person = `${from.user}@${from.host}`.toLowerCase()
    const answer = name === 'DCC' ? this.#noFiles(person) : this.#answer(name, argument)
    if (answer === undefined || !this.#allows(person)) return
    const render = () => encodeLine('NOTICE', [from.nick, answer])
    this.#session.queue.add({ lane: 'ctcp', priority: 'position', render })
  }

  #answer(name: string, argument: string): string | undefined {
    const { clock } = this.#session.deps
    switch (name) {
      case 'PING':
        return `\x01PING ${argument.slice(0, 64)}\x01`
      case 'VERSION':
        return '\x01VERSION Switchboard\x01'
      case 'TIME':
        return `\x01TIME ${new Date(clock.now()).toUTCString()}\x01`
      case 'CLIENTINFO':
        return '\x01CLIENTINFO ACTION CLIENTINFO PING TIME VERSION\x01'
      default:
        return undefined
    }
  }

  #noFiles(person: string): string | undefined {
    if (this.#toldNoFiles.has(person)) return undefined
    if (this.#toldNoFiles.size >= mostRemembered) this.#toldNoFiles.clear()
    this.#toldNoFiles.add(person)
    return say(this.#session.settings.language, 'file-not-taken', this.#filesElsewhere() ?? {})
  }

  #allows(person: string): boolean {
    const now = this.#session.deps.clock.now()
    if (now - this.#window.since >= most.windowMs) this.#window = { since: now, all: 0, byPerson: new Map() }
    const { byPerson } = this.#window
    const count = byPerson.get(person) ?? 0
    if (this.#window.all >= most.inWindow || count >= most.perPerson) return false
    byPerson.set(person, count + 1)
    this.#window.all++
    return true
  }
}
