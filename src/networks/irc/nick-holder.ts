import type { IrcMessage } from 'irc-framework'
import { encodeLine } from './encode.ts'
import type { Prefix } from './ids.ts'

/** Who has a nick now, asked by USERHOST: one short line, one short answer, in the order of the questions. */
export class NickHolder {
  readonly #waiting: ((holder: Prefix | undefined) => void)[] = []

  /** The line to write at once, and the answer to come; undefined when nobody has the nick. */
  ask(nick: string, answer: (holder: Prefix | undefined) => void): string {
    const line = encodeLine('USERHOST', [nick])
    this.#waiting.push(answer)
    return line
  }

  handle({ command, params }: IrcMessage): void {
    if (command === '302') this.#waiting.shift()?.(readReply(params.at(-1) ?? ''))
  }

  close(): void {
    for (const answer of this.#waiting.splice(0)) answer(undefined)
  }
}

/** `nick*=+user@host`: `*` for operators, `+` present, `-` away. */
function readReply(reply: string): Prefix | undefined {
  const [, nick, user, host] = /^([^\s=*]+)\*?=[+-]([^\s@]+)@(\S+)/.exec(reply.trim()) ?? []
  return nick !== undefined && user !== undefined && host !== undefined ? { nick, user, host } : undefined
}
