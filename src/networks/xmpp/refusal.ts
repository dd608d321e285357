import { childIn, childrenOf, type Element, textOf } from './element.ts'
import { ns } from './namespaces.ts'
import type { XmppSettings } from './settings.ts'

/** Why we must not come back by ourselves, and what an admin can do. */
export interface Refusal {
  readonly text: string
  readonly remedy: string
}

export interface StreamError {
  /** The condition of RFC 6120 4.9.3, e.g. `not-authorized`. */
  readonly condition: string
  readonly reason: string
  readonly refusal?: Refusal
}

const reasons: Readonly<Record<string, string>> = {
  conflict: 'another program is connected as this component',
  'system-shutdown': 'the server is shutting down',
  'connection-timeout': 'the server did not hear from us for too long',
}

/** Reads what the server says before it ends the stream. */
export function readStreamError(error: Element, settings: XmppSettings): StreamError {
  const named = childrenOf(error).find((child) => child.ns === ns.streamErrors && child.name !== 'text')
  const condition = named?.name ?? 'undefined-condition'
  const said = textOf(childrenOf(error).find((child) => child.ns === ns.streamErrors && child.name === 'text')).trim()
  const reason = reasons[condition] ?? (said === '' ? condition : `${said.slice(0, 200)} (${condition})`)
  const refusal = refusalFor(condition, settings)
  return { condition, reason, ...(refusal ? { refusal } : {}) }
}

function refusalFor(condition: string, { domain, displayName }: XmppSettings): Refusal | undefined {
  switch (condition) {
    case 'not-authorized':
      return {
        text: `${displayName} refused the secret of the component ${domain}.`,
        remedy:
          'Set the same secret here (networks, secret) and at the component in the XMPP server, then restart Switchboard.',
      }
    case 'host-unknown':
      return {
        text: `${displayName} knows no component ${domain}.`,
        remedy: `Add the component ${domain} to the XMPP server (docs/networks/xmpp.md shows how), then restart Switchboard.`,
      }
    default:
      return undefined
  }
}

/** What came back instead of delivery or an answer (RFC 6120 8.3). */
export interface StanzaError {
  readonly condition: string
  /** `wait`: the same may work later. */
  readonly type: string
  readonly text: string
}

export function readStanzaError(stanza: Element): StanzaError {
  const error = childrenOf(stanza).find((child) => child.name === 'error' && child.ns === ns.component)
  const condition = error && childrenOf(error).find((child) => child.ns === ns.stanzaErrors && child.name !== 'text')
  const said = error ? textOf(childrenOf(error).find((child) => child.name === 'text')) : ''
  return {
    condition: condition?.name ?? 'undefined-condition',
    type: error?.attrs['type'] ?? 'cancel',
    text: said.trim().slice(0, 200),
  }
}

/** Whether there is anything to be read in this namespace. */
export function has(stanza: Element, namespace: string): boolean {
  return childIn(stanza, namespace) !== undefined
}
