import type { Network } from '../../ports/network.ts'
import { UnsafeStanza } from './encode.ts'
import { parseJid } from './jid.ts'
import type { XmppDeps, XmppSettings } from './settings.ts'
import { XmppNetwork } from './xmpp-network.ts'

export { lookAtXmppServer } from './look-at-server.ts'
export type { XmppSettings } from './settings.ts'

const largestAvatar = 64 * 1024

/** An XMPP server with a domain of ours. Throws UnsafeStanza when a setting could not be sent as what it is meant to be. */
export function createXmppNetwork(settings: XmppSettings, deps: XmppDeps): Network {
  const { domain, contacts, avatar } = settings
  if (parseJid(domain)?.domain !== domain || domain.includes('@'))
    throw new UnsafeStanza(`"${domain}" cannot be a domain`)
  if (contacts.length === 0) throw new UnsafeStanza('no contact')
  for (const { local } of contacts) {
    if (parseJid(`${local}@${domain}`)?.local !== local) throw new UnsafeStanza(`"${local}" cannot be a contact`)
  }
  if (avatar && avatar.data.length > largestAvatar) throw new UnsafeStanza('a picture that is too large')
  return new XmppNetwork(settings, deps)
}
