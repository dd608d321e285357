import { childrenOf, type Element, element } from './element.ts'
import { type Jid, parseJid } from './jid.ts'
import { ns } from './namespaces.ts'
import { answerTo, isPing } from './own-info.ts'
import type { Write } from './questions.ts'
import type { XmppContact, XmppSettings } from './settings.ts'

/** The contact behind an address of ours; undefined for the domain itself and for addresses that do not exist. */
export function contactAt(to: Jid, { contacts }: XmppSettings): XmppContact | undefined {
  return contacts.find(({ local }) => local === to.local)
}

/** Answers a question or an order (iq get, set) to us. Whatever we do not understand gets an error (RFC 6120 8.2.3). */
export function answerQuestion(stanza: Element, settings: XmppSettings, write: Write): void {
  const { type, id, from, to } = stanza.attrs
  const jid = parseJid(to)
  if ((type !== 'get' && type !== 'set') || id === undefined || !jid || !parseJid(from)) return
  const contact = contactAt(jid, settings)
  const [payload] = childrenOf(stanza)
  const isQuestion = type === 'get' && payload !== undefined
  const answer = isQuestion ? answerTo(payload, contact, settings) : undefined
  if (!contact && jid.local !== '') writeError(stanza, 'item-not-found', write)
  else if (answer || (isQuestion && isPing(payload)))
    write(element('iq', ns.component, { type: 'result', id, from: to, to: from }, ...(answer ? [answer] : [])))
  else writeError(stanza, 'service-unavailable', write)
}

/** Sends a stanza back with the reason. Never as an answer to an error: two programs could go on for ever. */
export function writeError(stanza: Element, condition: string, write: Write): void {
  const { type, id, from, to } = stanza.attrs
  if (type === 'error' || type === 'result' || !parseJid(from)) return
  const error = element(
    'error',
    ns.component,
    { type: condition === 'policy-violation' ? 'modify' : 'cancel' },
    element(condition, ns.stanzaErrors),
  )
  write(element(stanza.name, ns.component, { type: 'error', id, from: to, to: from }, error))
}
