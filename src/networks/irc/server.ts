import type { IrcMessage } from 'irc-framework'
import { type CaseMapping, fold, type Prefix } from './ids.ts'

/** What the server said about itself and about us on this connection. */
export class Server {
  /** Our nick now, not the one we wish for. */
  nick: string
  /** Us as others see us, once we know. */
  prefix?: Prefix
  /** Whether `nick!user@host` as a target reaches that person only; found out by trying. */
  takesMasks = false
  /** Whether services know us by our account. */
  isSignedIn = false
  /** Whether the agent of services was here on this connection, and is gone. */
  lacksServices = false
  /** Whether messages carry ids here. */
  givesIds = false
  readonly #caps = new Set<string>()
  readonly #isupport = new Map<string, string>()

  constructor(nick: string) {
    this.nick = nick
  }

  get mapping(): CaseMapping {
    const named = this.#isupport.get('CASEMAPPING')
    return named === 'ascii' || named === 'strict-rfc1459' ? named : 'rfc1459'
  }

  /** Bytes of a whole line, CR LF included. */
  get lineLength(): number {
    return this.#number('LINELEN') ?? 512
  }

  get awayLength(): number {
    return this.#number('AWAYLEN') ?? 160
  }

  /** How many nicks may be MONITORed; 0 where the server cannot. */
  get monitorLimit(): number {
    return this.#isupport.has('MONITOR') ? (this.#number('MONITOR') ?? Number.POSITIVE_INFINITY) : 0
  }

  /** The user mode that marks us as a bot. */
  get botMode(): string | undefined {
    const mode = this.#isupport.get('BOT')
    return mode !== undefined && /^[A-Za-z]$/.test(mode) ? mode : undefined
  }

  can(capability: string): boolean {
    return this.#caps.has(capability)
  }

  get labels(): boolean {
    return this.can('labeled-response') && this.can('batch')
  }

  fold(text: string): string {
    return fold(text, this.mapping)
  }

  isMe(nick: string): boolean {
    return this.fold(nick) === this.fold(this.nick)
  }

  /** Takes in whatever a line says about the server or us. */
  handle(message: IrcMessage): void {
    const { command, params, nick, ident, hostname, tags } = message
    if ('msgid' in tags) this.givesIds = true
    if (command === 'CAP') this.#handleCap(params)
    else if (command === '001') this.nick = params[0] ?? this.nick
    else if (command === '900' || command === '901') this.isSignedIn = command === '900'
    else if (command === '005') this.#handleIsupport(params.slice(1, -1))
    else if (command === '396' && this.prefix && params[1]) this.prefix = { ...this.prefix, host: hostOf(params[1]) }
    else if (this.isMe(nick)) this.#handleOwn(command, params, { nick, user: ident, host: hostname })
  }

  #handleOwn(command: string, params: readonly string[], seen: Prefix): void {
    const [first = seen.user, second = seen.host] = params
    const known = seen.user !== '' && seen.host !== ''
    if (command === 'CHGHOST') this.prefix = { nick: seen.nick, user: first, host: second }
    else if (command === 'NICK') {
      this.nick = first
      if (known) this.prefix = { ...seen, nick: first }
    } else if (known) this.prefix = seen
  }

  #handleCap(params: readonly string[]): void {
    const names = (params.at(-1) ?? '').split(' ').filter((name) => name !== '')
    if (params[1] === 'ACK') {
      for (const name of names) {
        if (name.startsWith('-')) this.#caps.delete(name.slice(1))
        else this.#caps.add(name.replace(/^[~=]/, ''))
      }
    }
    if (params[1] === 'DEL') for (const name of names) this.#caps.delete(name)
  }

  #handleIsupport(tokens: readonly string[]): void {
    for (const token of tokens) {
      const [, minus, name, value] = /^(-?)([A-Z0-9]+)(?:=(.*))?$/.exec(token) ?? []
      if (name === undefined) continue
      if (minus) this.#isupport.delete(name)
      else this.#isupport.set(name, value ?? '')
    }
  }

  #number(name: string): number | undefined {
    const value = Number.parseInt(this.#isupport.get(name) ?? '', 10)
    return Number.isSafeInteger(value) && value > 0 ? value : undefined
  }
}

function hostOf(shown: string): string {
  return shown.slice(shown.lastIndexOf('@') + 1)
}
