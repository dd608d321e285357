import type { IrcMessage } from 'irc-framework'
import { encodeLine } from './encode.ts'
import { showPrefix } from './ids.ts'
import type { Listener, Session } from './session.ts'
import type { Watch } from './watch.ts'

const retryMs = 60_000
/** A host nobody has: a server that understands masks must refuse it. */
const nobody = 'nobody.invalid'

/** Our own place on the network: how others see us, what the server understands, and the nick we want back. */
export class OwnNick implements Listener {
  readonly #session: Session
  readonly #watch: Watch
  #timer: NodeJS.Timeout | undefined
  /** Answers to the two messages to ourselves by mask: to ours, and to one that is nobody's. */
  #masks = { own: false, nobody: false }
  #isTried = false

  constructor(session: Session, watch: Watch) {
    this.#session = session
    this.#watch = watch
    session.onEnd.add(() => clearTimeout(this.#timer))
    const { server } = session
    if (server.botMode !== undefined) this.#write('MODE', server.nick, `+${server.botMode}`)
    this.#write('PRIVMSG', server.nick, '\x01SELF\x01')
    this.regain()
  }

  handle({ command, params, nick, hostname }: IrcMessage): void {
    const { server } = this.#session
    if (command === 'NICK') this.regain()
    if (command === 'PRIVMSG' && server.isMe(nick) && hostname !== '') this.#seeOwn(params.at(-1) ?? '')
    if (command === '401' && (params[1] ?? '').endsWith(`@${nobody}`)) this.#masks.nobody = true
    server.takesMasks = this.#masks.own && this.#masks.nobody
  }

  /** Asks for the nick we are known by, at once and then every minute, until we have it. */
  regain(): void {
    const { server, settings } = this.#session
    const wished = settings.contact.nick
    clearTimeout(this.#timer)
    if (server.isMe(wished)) {
      this.#watch.stopWatching(wished)
      return
    }
    const again = () => {
      this.#write('NICK', wished)
      clearTimeout(this.#timer)
      this.#timer = setTimeout(again, retryMs)
      this.#timer.unref()
    }
    this.#timer = setTimeout(again, retryMs)
    this.#timer.unref()
    this.#watch.watchOther(wished, { vanished: again })
  }

  /** Our message to ourselves came back: we know our prefix. Without MONITOR we try whether a mask can be a target. */
  #seeOwn(text: string): void {
    const { server } = this.#session
    const { prefix } = server
    if (text === '\x01SELF mask\x01') this.#masks.own = true
    if (this.#isTried || !prefix || server.monitorLimit > 0) return
    this.#isTried = true
    this.#write('PRIVMSG', `${prefix.nick}!${prefix.user}@${nobody}`, '\x01SELF nobody\x01')
    this.#write('PRIVMSG', showPrefix(prefix), '\x01SELF mask\x01')
  }

  #write(command: string, ...params: readonly string[]): void {
    this.#session.queue.add({ lane: 'own', priority: 'probe', render: () => encodeLine(command, params) })
  }
}
