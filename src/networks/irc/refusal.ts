import type { IrcMessage } from 'irc-framework'

/** Why the server does not want us; `final` when trying again would only make it worse. */
export interface Refusal {
  readonly text: string
  readonly remedy: string
}

const banned = /\b([KGZDEQ]-?lined?|akill(ed)?|banned|ban\b|autokill(ed)?)\b/i

/** Whether a line says that we must not come back by ourselves. Undefined for everything that passes by waiting. */
export function finalRefusal({ command, params }: IrcMessage): Refusal | undefined {
  const text = params.at(-1) ?? ''
  switch (command) {
    case '465':
      return ban(text)
    case 'ERROR':
      return banned.test(text) ? ban(text) : undefined
    case '464':
      return {
        text: `The server refused the server password: ${text}`,
        remedy: 'Set the right server password for this network and restart the connection.',
      }
    case '902':
    case '904':
    case '905':
    case '906':
      return {
        text: `The services refused our login (SASL): ${text}`,
        remedy: 'Check account and password under sasl for this network and restart the connection.',
      }
    case '432':
      return {
        text: `The server does not allow our nick: ${text}`,
        remedy: 'Choose another nick for this contact and restart the connection.',
      }
    default:
      return undefined
  }
}

function ban(text: string): Refusal {
  return {
    text: `We are banned from this network: ${text}`,
    remedy: 'Ask the operators of the network to lift the ban, then restart the connection.',
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
