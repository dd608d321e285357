import { createHash } from 'node:crypto'
import type { RemoteChatId, RemoteMessageId } from '../../core/ids.ts'
import { dropOldest } from './bounded.ts'

/** Some programs count from the start whenever they start. Their ids are short: there words and time tell two messages apart. */
const uniqueFrom = 16
/** A short id with the same words is a repeat for that long, and another message after twice that. */
export const windowMs = 10 * 60_000
/** Longer ones are kept as a hash: such a message cannot be named later. */
const longestId = 150
const mostKnown = 20_000
/** The id of a stanza of ours is the key of its effect, with `#n` for all but the first part of a long text. */
const ownId = /^(\d+:\d+:\d+)(?:#\d+)?$/

/** A message as it came: `from` is the full address. */
export interface Came {
  readonly id?: string | undefined
  readonly from: string
  /** Another name that its program gave it. */
  readonly originId?: string | undefined
  readonly text: string
}

interface Known {
  readonly remoteId: RemoteMessageId
  readonly words: string
  /** Of a short id: in which stretch of time it came. */
  readonly window?: number
}

export interface MessageIdsDeps {
  /** Never the same twice, over restarts too. */
  readonly uniqueId: () => string
  readonly now: () => number
  /** Whether a message was committed under that name. */
  readonly knows: (remoteId: RemoteMessageId) => Promise<boolean>
}

/**
 * How messages are called towards the core. Ids of stanzas are unique per sender only, so that of a customer's message
 * begins with their chat; its stanza id stands at the end, for what we do to it later. Ours are called as their stanzas.
 */
export class MessageIds {
  /** By chat and id of the stanza, for those of customers that cannot be made again from these two. */
  readonly #known = new Map<string, Known>()
  readonly #deps: MessageIdsDeps

  constructor(deps: MessageIdsDeps) {
    this.#deps = deps
  }

  /**
   * Of what a customer sent: the same for the same stanza again, over restarts too; another for other words with the same
   * id. A server's stanza-id is no help: it gives a new one to what a program sends again.
   */
  async received(chat: RemoteChatId, { id, from, originId = '', text }: Came): Promise<RemoteMessageId> {
    if (!id) return make(chat, this.#deps.uniqueId(), '')
    const words = hashOf(from, id, originId, text)
    if (id.length > longestId) return make(chat, words, '')
    if (id.length < uniqueFrom) return this.#counted(chat, id, words)
    const known = this.#known.get(keyOf(chat, id))
    const remoteId = make(chat, !known || known.words === words ? '' : words, id)
    this.#keep(keyOf(chat, id), { remoteId, words })
    return remoteId
  }

  /** Named for the stretch of time in which it came, or for the one before where it was known already. */
  async #counted(chat: RemoteChatId, id: string, words: string): Promise<RemoteMessageId> {
    const window = Math.floor(this.#deps.now() / windowMs)
    const nameIn = (at: number) => make(chat, `${words}@${at.toString(36)}`, id)
    const known = this.#known.get(keyOf(chat, id))
    if (known?.words === words && (known.window ?? 0) >= window - 1) return known.remoteId
    const before = nameIn(window - 1)
    const isRepeat = await this.#deps.knows(before)
    const found = { remoteId: isRepeat ? before : nameIn(window), window: isRepeat ? window - 1 : window }
    this.#keep(keyOf(chat, id), { ...found, words })
    return found.remoteId
  }

  /** From now on this id names that message too. */
  alsoCalled(chat: RemoteChatId, id: string | undefined, remoteId: RemoteMessageId): void {
    if (id && id.length <= longestId) this.#keep(keyOf(chat, id), { remoteId, words: '' })
  }

  /** What a customer means by an id: a message of theirs or of ours. */
  meant(chat: RemoteChatId, id: string): RemoteMessageId {
    const known = this.#known.get(keyOf(chat, id))
    return known?.remoteId ?? ownMessage(id) ?? make(chat, '', id.slice(0, longestId))
  }

  /** A message of theirs with all the parts that it was committed in, where it was too long for one. */
  async partsOf(target: RemoteMessageId): Promise<readonly RemoteMessageId[]> {
    const parts = [target]
    for (let next = nthOf(target, 1); await this.#deps.knows(next); next = nthOf(target, parts.length)) parts.push(next)
    return parts
  }

  #keep(key: string, known: Known): void {
    this.#known.delete(key)
    this.#known.set(key, known)
    dropOldest(this.#known, mostKnown)
  }
}

/** The message of ours that a stanza with this id was a part of; undefined for an id that we never give. */
export function ownMessage(id: string): RemoteMessageId | undefined {
  return ownId.exec(id)?.[1] as RemoteMessageId | undefined
}

/** The id on the wire. Undefined for a message of theirs that had none. */
export function stanzaIdOf(remoteId: RemoteMessageId): string | undefined {
  return isTheirs(remoteId) ? remoteId.split(' ').slice(2).join(' ') || undefined : remoteId
}

export function isTheirs(remoteId: RemoteMessageId): boolean {
  return remoteId.includes(' ')
}

/** Another thing of the same stanza: its n-th piece, its n-th change. */
export function nthOf(remoteId: RemoteMessageId, index: number): RemoteMessageId {
  const [chat = '', tag = '', ...id] = remoteId.split(' ')
  return (index === 0 ? remoteId : [chat, `${tag}#${index}`, ...id].join(' ')) as RemoteMessageId
}

function make(chat: RemoteChatId, tag: string, id: string): RemoteMessageId {
  return `${hashOf(chat)} ${tag} ${id}` as RemoteMessageId
}

function keyOf(chat: RemoteChatId, id: string): string {
  return `${chat} ${id}`
}

function hashOf(...parts: readonly string[]): string {
  const text = parts.map((part) => `${part.length}:${part}`).join('')
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}
