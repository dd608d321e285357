import { photoElement } from './avatar.ts'
import { infoElement, verificationOf } from './caps.ts'
import { type Element, element } from './element.ts'
import { ns } from './namespaces.ts'
import type { XmppContact, XmppSettings } from './settings.ts'

const node = 'urn:switchboard:desk'
/** What people's programs may count on. */
const contactFeatures = [
  ns.caps,
  ns.chatStates,
  ns.correction,
  ns.discoInfo,
  ns.discoItems,
  ns.fallback,
  ns.markers,
  ns.outOfBand,
  ns.ping,
  ns.reactions,
  ns.receipts,
  ns.reply,
  ns.retraction,
  ns.styling,
  ns.vcard,
  ns.version,
]
const domainFeatures = [ns.discoInfo, ns.discoItems, ns.ping, ns.version]

/** Our address of a contact with the one resource that answers. */
export function deskAddress(contact: string, domain: string): string {
  return `${contact}@${domain}/desk`
}

function contactInfo({ name }: XmppContact, atNode?: string): Element {
  return infoElement([{ category: 'client', type: 'bot', name }], contactFeatures, atNode)
}

/** The mark in our presence that names our features (XEP-0115). */
export function ownCaps(contact: XmppContact): Element {
  return element('c', ns.caps, { hash: 'sha-1', node, ver: verificationOf(contactInfo(contact)) })
}

/** What we answer to a question about us; undefined for what we do not understand. `contact` undefined: the domain itself. */
export function answerTo(
  payload: Element,
  contact: XmppContact | undefined,
  settings: XmppSettings,
): Element | undefined {
  switch (`${payload.ns} ${payload.name}`) {
    case `${ns.discoInfo} query`:
      return answerInfo(payload.attrs['node'], contact, settings)
    case `${ns.discoItems} query`:
      return element(
        'query',
        ns.discoItems,
        {},
        ...(contact ? [] : settings.contacts.map((one) => item(one, settings))),
      )
    case `${ns.version} query`:
      return element(
        'query',
        ns.version,
        {},
        element('name', ns.version, {}, 'Switchboard'),
        element('version', ns.version),
      )
    case `${ns.vcard} vCard`:
      return element(
        'vCard',
        ns.vcard,
        {},
        element('FN', ns.vcard, {}, contact?.name ?? settings.displayName),
        ...(settings.avatar ? [photoElement(settings.avatar)] : []),
      )
    default:
      return undefined
  }
}

/** Our caps name a node that holds the same as none (XEP-0115 6.2). */
function answerInfo(
  asked: string | undefined,
  contact: XmppContact | undefined,
  { displayName }: XmppSettings,
): Element | undefined {
  if (contact) {
    const own = `${node}#${ownCaps(contact).attrs['ver'] ?? ''}`
    return asked === undefined || asked === own ? contactInfo(contact, asked) : undefined
  }
  if (asked !== undefined) return undefined
  return infoElement([{ category: 'component', type: 'generic', name: displayName }], domainFeatures)
}

function item({ local, name }: XmppContact, { domain }: XmppSettings): Element {
  return element('item', ns.discoItems, { jid: `${local}@${domain}`, name })
}

/** Whether a question is a ping, which is answered with nothing in it (XEP-0199). */
export function isPing(payload: Element): boolean {
  return payload.ns === ns.ping && payload.name === 'ping'
}
