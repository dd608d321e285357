import { createHash } from 'node:crypto'
import type { RemoteChatId, RemoteMessageId } from '../../core/ids.ts'
import { dropOldest } from './bounded.ts'

/** Some programs count from the start whenever they start. Their ids are short: there the words tell two messages apart. */
const uniqueFrom = 16
/** Longer ones are kept as a hash: such a message cannot be named later. */
const longestId = 150
const mostKnown = 20_000
/** The id of a stanza of ours is the key of its effect, with `#n` for all but the first part of a long text. */
const ownId = /^(\d+:\d+:\d+)(?:#\d+)?$/

/** A message as it came: `from` is the full address. */
export interface Came {
  readonly id?: string | undefined
  readonly from: string
  readonly text: string
}

interface Known {
  readonly remoteId: RemoteMessageId
  readonly words: string
}

/**
 * How messages are called towards the core. Ids of stanzas are unique per sender only, so that of a customer's message
 * begins with their chat; its stanza id stands at the end, for what we do to it later. Ours are called as their stanzas.
 */
export class MessageIds {
  /** By chat and id of the stanza, for those of customers that cannot be made again from these two. */
  readonly #known = new Map<string, Known>()
  readonly #uniqueId: () => string

  /** `uniqueId`: never the same twice, over restarts too. */
  constructor(uniqueId: () => string) {
    this.#uniqueId = uniqueId
  }

  /** Of what a customer sent: the same for the same stanza again, another for other words with the same id. */
  received(chat: RemoteChatId, { id, from, text }: Came): RemoteMessageId {
    if (!id) return make(chat, this.#uniqueId(), '')
    const words = hashOf(from, id, text)
    if (id.length > longestId) return make(chat, words, '')
    const known = this.#known.get(keyOf(chat, id))
    const isUnique = id.length >= uniqueFrom && (!known || known.words === words)
    const remoteId = make(chat, isUnique ? '' : words, id)
    this.#keep(keyOf(chat, id), { remoteId, words })
    return remoteId
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
