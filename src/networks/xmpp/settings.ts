import type { ContactId, NetworkId } from '../../core/ids.ts'
import type { Language } from '../../core/text/language.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Occasion } from '../../ports/network.ts'

/** An address of ours on the component: `local@domain`. */
export interface XmppContact {
  readonly id: ContactId
  /** The part before the `@`, in lower case. */
  readonly local: string
  /** Its name for people, in disco and vCard. */
  readonly name: string
  /** On what it greets besides a message. Only `subscribe` happens here. None if absent. */
  readonly greetOn?: readonly ('message' | Occasion)[]
}

/** The picture of all our contacts. */
export interface Avatar {
  /** `image/png` or the like. */
  readonly type: string
  readonly data: Uint8Array
}

/** One XMPP server and our domain on it (XEP-0114). Every text is checked by `createXmppNetwork`. */
export interface XmppSettings {
  readonly id: NetworkId
  readonly displayName: string
  readonly host: string
  readonly port: number
  /** The domain that is ours. */
  readonly domain: string
  readonly secret: string
  /** At least one. */
  readonly contacts: readonly XmppContact[]
  /** What we speak ourselves: where texts in several languages can be shown, this one stands first. */
  readonly language: Language
  /** At most 64 kB: it goes whole into one stanza. */
  readonly avatar?: Avatar
  /** How often at most those who watch a contact are told how it stands (ms, 30 s if absent). */
  readonly statusEveryMs?: number
  /** After this time of silence the server is asked whether it is still there (ms, 30 s if absent); after twice this time it is not. */
  readonly keepAliveMs?: number
}

export interface XmppDeps {
  readonly log: Log
  readonly clock: Clock
  /** At least 0, less than 1. */
  readonly random: () => number
}

export const defaultKeepAliveMs = 30_000
export const defaultStatusEveryMs = 30_000
