import type { RemoteChatId } from '../../core/ids.ts'
import type { Element } from './element.ts'
import type { Jid } from './jid.ts'
import type { MessageIds } from './message-ids.ts'
import type { People } from './people.ts'
import type { Programs } from './programs.ts'
import type { XmppContact, XmppDeps, XmppSettings } from './settings.ts'
import type { Signals } from './signals.ts'

/** A stanza from a person to a contact. */
export interface Arrival {
  readonly stanza: Element
  readonly from: Jid
  readonly contact: XmppContact
  readonly chat: RemoteChatId
  /** The full address of who sent it. */
  readonly program: string
}

/** What is kept of people, over connections. */
export interface Memory {
  readonly settings: XmppSettings
  readonly deps: XmppDeps
  readonly people: People
  readonly ids: MessageIds
  readonly signals: Signals
  readonly programs: Programs
}
