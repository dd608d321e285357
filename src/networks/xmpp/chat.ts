import type { RemoteChatId } from '../../core/ids.ts'
import type { ChatAddress } from '../../ports/network.ts'
import { bareOf, parseJid } from './jid.ts'
import { type Reacted, readReacted } from './reactions.ts'

/** One customer with one of our contacts: what a client shows as one chat. */
export interface Chat {
  readonly id: RemoteChatId
  /** The customer's bare address. */
  readonly jid: string
  /** The localpart of our contact. */
  readonly contact: string
  /** The full address that wrote last. */
  readonly lastFrom?: string
  /** Whether what we say goes there: until their presence changes (RFC 6121 5.1). */
  readonly isLocked: boolean
  /** Of the latest messages that have any. */
  readonly reacted: readonly Reacted[]
}

/** What we keep beside the chat. `sees`: the customer lets us see their presence. */
interface XmppAddress {
  readonly jid: string
  readonly contact: string
  readonly lastFrom?: string
  readonly isLocked: boolean
  readonly sees?: true
  readonly reacted?: readonly Reacted[]
}

/** `>` can stand in no address, so no two chats have the same id. */
export function chatId(jid: string, contact: string): RemoteChatId {
  return `jid:${jid}>${contact}` as RemoteChatId
}

/** Nothing is known of it yet. */
export function newChat(jid: string, contact: string): Chat {
  return { id: chatId(jid, contact), jid, contact, isLocked: false, reacted: [] }
}

export function printAddress({ jid, contact, lastFrom, isLocked, reacted }: Chat, sees: boolean): ChatAddress {
  const address: XmppAddress = {
    ...{ jid, contact, isLocked },
    ...(lastFrom === undefined ? {} : { lastFrom }),
    ...(sees ? { sees } : {}),
    ...(reacted.length > 0 ? { reacted } : {}),
  }
  return JSON.stringify(address)
}

/** Undefined for anything but a text made by `printAddress`. */
export function parseAddress(text: ChatAddress): { readonly chat: Chat; readonly sees: boolean } | undefined {
  const { jid, contact, lastFrom, isLocked, sees, reacted } = parseJson(text)
  const account = typeof jid === 'string' ? parseJid(jid) : undefined
  if (!account || typeof contact !== 'string') return undefined
  const bare = bareOf(account)
  const last = typeof lastFrom === 'string' && parseJid(lastFrom) ? { lastFrom } : {}
  const chat = newChat(bare, contact)
  return {
    chat: { ...chat, ...last, isLocked: isLocked === true, reacted: readReacted(reacted) },
    sees: sees === true,
  }
}

/** Where to write to: the program that wrote last, or whichever their server chooses. */
export function receiverOf({ jid, lastFrom, isLocked }: Chat): string {
  return isLocked && lastFrom !== undefined ? lastFrom : jid
}

function parseJson(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
