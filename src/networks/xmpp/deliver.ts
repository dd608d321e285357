import type { EffectKey, RemoteChatId, RemoteMessageId } from '../../core/ids.ts'
import { type Delivery, DeliveryError, type DeliveryFailure, type Sent, type SentMessage } from '../../ports/network.ts'
import type { Chat } from './chat.ts'
import type { Confirmations } from './confirmations.ts'
import { type Element, element } from './element.ts'
import { ns } from './namespaces.ts'
import type { Write } from './questions.ts'
import type { StanzaError } from './refusal.ts'
import { toBodies } from './to-bodies.ts'

/** In bytes of UTF-8: far below what any server or client cuts or refuses. */
export const longestBody = 10_000

const longestExcerpt = 120
/** So many of the latest messages can still be told from one another when they come back. */
const mostTaken = 5000

/** A message that the server has taken: it may come back from further away. */
export interface Taken extends SentMessage {
  readonly chat: RemoteChatId
  readonly jid: string
}

interface Job {
  readonly to: string
  readonly ids: readonly string[]
  readonly resolve: (sent: Sent) => void
  readonly reject: (error: DeliveryError) => void
}

/** Messages on their way: written, and not yet taken or refused by the server. */
export class Deliveries {
  readonly #write: Write
  readonly #confirmations: Confirmations
  readonly #jobs = new Map<string, Job>()
  readonly #taken = new Map<string, Taken>()

  constructor(write: Write, confirmations: Confirmations) {
    this.#write = write
    this.#confirmations = confirmations
  }

  get isEmpty(): boolean {
    return this.#jobs.size === 0
  }

  /** `from`: the full address of our contact. Rejects with DeliveryError. */
  send(chat: Chat, from: string, delivery: Delivery): Promise<Sent> {
    const { message, key } = delivery
    const bodies = toBodies(message, longestBody)
    if (bodies.length === 0) return Promise.resolve({ acknowledged: false })
    const isPlain = message.rich === undefined
    const ids = bodies.map((_, index) => idOf(key, index))
    const to = chat.isLocked && chat.lastFrom !== undefined ? chat.lastFrom : chat.jid
    return new Promise((resolve, reject) => {
      const job = { to: chat.jid, ids, resolve, reject }
      for (const id of ids) this.#jobs.set(id, job)
      const stanzas = bodies.map((body, index) => messageStanza({ from, to, id: ids[index] ?? key, body, isPlain }))
      const written = stanzas.filter((stanza) => this.#write(stanza)).length
      if (written === 0) return this.#fail(job, { kind: 'later', text: 'The connection broke.' })
      this.#confirmations.confirm(() => {
        if (!this.#settle(job)) return
        this.#keep(ids, takenOf(chat, delivery))
        resolve({ acknowledged: true, remoteId: ids[0] as RemoteMessageId })
      })
    })
  }

  /** What came back with `id` of a message, from the account `jid`. False when it is not on its way. */
  refused(id: string, jid: string, error: StanzaError): boolean {
    const job = this.#jobs.get(id)
    if (job?.to !== jid) return false
    this.#fail(job, failureOf(error))
    return true
  }

  /** The message of which a part came back with this id after it was taken; once. */
  cameBack(id: string, jid: string): Taken | undefined {
    const taken = this.#taken.get(id)
    if (taken?.jid !== jid) return undefined
    for (const [each, other] of this.#taken) if (other === taken) this.#taken.delete(each)
    return taken
  }

  /** The connection has ended. */
  end(reason: string): void {
    const text = `The connection broke while it was under way: ${reason}.`
    for (const job of new Set(this.#jobs.values())) this.#fail(job, { kind: 'unknown', text })
  }

  #fail(job: Job, failure: DeliveryFailure): void {
    if (this.#settle(job)) job.reject(new DeliveryError(failure))
  }

  #keep(ids: readonly string[], taken: Taken): void {
    for (const id of ids) this.#taken.set(id, taken)
    for (const [oldest] of this.#taken) {
      if (this.#taken.size <= mostTaken) break
      this.#taken.delete(oldest)
    }
  }

  /** False when it was settled before. */
  #settle({ ids }: Job): boolean {
    return ids.map((id) => this.#jobs.delete(id)).includes(true)
  }
}

function takenOf({ id, jid }: Chat, { key, message, priority }: Delivery): Taken {
  const excerpt = message.text.slice(0, longestExcerpt)
  return { chat: id, jid, key, excerpt, from: priority === 'agent' ? 'agent' : 'bot' }
}

/** The id and origin-id (XEP-0359) of the n-th part: the same for every repeat. */
function idOf(key: EffectKey, index: number): string {
  return index === 0 ? key : `${key}#${index}`
}

interface Outgoing {
  readonly from: string
  readonly to: string
  readonly id: string
  readonly body: string
  readonly isPlain: boolean
}

function messageStanza({ from, to, id, body, isPlain }: Outgoing): Element {
  return element(
    'message',
    ns.component,
    { type: 'chat', from, to, id },
    element('body', ns.component, {}, body),
    element('origin-id', ns.stanzaIds, { id }),
    ...(isPlain ? [element('unstyled', ns.styling)] : []),
  )
}

/** Whether somebody is gone for now: what is said to them waits. */
export function isAbsence({ condition }: StanzaError): boolean {
  return condition === 'service-unavailable' || condition === 'recipient-unavailable'
}

/** What came back, in words. */
export function wordsOf({ condition, text }: StanzaError): string {
  const words = condition.replaceAll('-', ' ')
  return text === '' ? `The server answered: ${words}.` : `The server answered: ${words} (${text}).`
}

function failureOf(error: StanzaError): DeliveryFailure {
  const { type } = error
  const text = wordsOf(error)
  if (isAbsence(error)) return { kind: 'away', text }
  return { kind: type === 'wait' ? 'later' : 'refused', text }
}
