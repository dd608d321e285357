import type { IrcMessage } from 'irc-framework'

/** Why the server does not want us, and what an admin can do. */
export interface Refusal {
  readonly text: string
  readonly remedy: string
  /** It may be over by itself: a few tries more, far apart, are in order. */
  readonly mayPass?: true
}

/** Both in one text. What a server says often ends without a full stop. */
export function inSentences({ text, remedy }: Pick<Refusal, 'text' | 'remedy'>): string {
  return `${text}${/[.!?…]$/.test(text) ? '' : '.'} ${remedy}`
}

/** Before the reason most servers say whose connection it is, and put the reason into brackets. */
const closingLink = /^closing link: \S+ [[(](.*)[\])]$/i
/** A ban as the server itself words it. What a person gave as a reason comes behind that, or stands in quotes. */
const banned =
  /^(?:[A-Z]-?lined?\b|(?:auto|a)killed\b|(?:(?:you are|you're|user|you have been|user has been) )?banned\b|access denied: ".*" \([A-Z]-line\)$)/i
/** Counts before we are in only: later these could be the words of an operator who ends our connection. */
const badPassword = /access denied|\b(?:bad|invalid|incorrect|wrong) password/i

/**
 * Whether a line says that we must not come back by ourselves. Undefined for everything that passes by waiting.
 * `isRegistered`: we were in already, so only the line that closes the connection can be final; others answer what we asked.
 */
export function finalRefusal(
  { command, params }: Pick<IrcMessage, 'command' | 'params'>,
  isRegistered: boolean,
): Refusal | undefined {
  const text = params.at(-1) ?? ''
  if (command === 'ERROR') return closed(text, isRegistered)
  return isRegistered ? undefined : refused(command, text)
}

function closed(text: string, isRegistered: boolean): Refusal | undefined {
  const reason = closingLink.exec(text)?.[1] ?? text
  if (banned.test(reason)) return ban(text)
  return !isRegistered && !/^killed\b/i.test(reason) && badPassword.test(reason) ? wrongPassword(text) : undefined
}

function refused(command: string, text: string): Refusal | undefined {
  switch (command) {
    case '465':
      return ban(text)
    case '464':
      return wrongPassword(text)
    case '902':
    case '905':
      return wrongLogin(text)
    // Said of a wrong password, but also when what services ask is away, or the account is in use too often for a while.
    case '904':
      return { ...wrongLogin(text), mayPass: true }
    case '432':
      return {
        text: `The server does not allow our nick: ${text}`,
        remedy: 'Choose another nick for this contact and restart Switchboard.',
      }
    default:
      return undefined
  }
}

function wrongLogin(text: string): Refusal {
  return {
    text: `The services refused our login (SASL): ${text}`,
    remedy: 'Check account and password under sasl for this network and restart Switchboard.',
  }
}

function ban(text: string): Refusal {
  return {
    text: `We are banned from this network: ${text}`,
    remedy: 'Ask the operators of the network to lift the ban, then restart Switchboard.',
  }
}

function wrongPassword(text: string): Refusal {
  return {
    text: `The server refused the server password: ${text}`,
    remedy: 'Set the right server password for this network (server_password) and restart Switchboard.',
  }
}

/** The nick to try next when one is taken, `attempt` counted from 1: the configured ones, then `support_`, `support__`, then numbers. */
export function alternativeNick(wished: string, configured: readonly string[], attempt: number): string {
  const chosen = configured[attempt - 1]
  if (chosen !== undefined) return chosen
  const made = attempt - configured.length
  const base = wished.slice(0, 24)
  return made <= 2 ? base + '_'.repeat(made) : `${base}${made}`
}
